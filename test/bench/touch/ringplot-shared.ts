/** Where the page is isolated from other origins: samples go through shared memory. */
import { competeWith } from './ours.js';

competeWith('/worker.js');
