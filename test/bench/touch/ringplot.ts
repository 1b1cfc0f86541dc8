/** Where the page is not isolated: samples are transferred. */
import { competeWith } from './ours.js';

competeWith('/worker.js?transfer');
