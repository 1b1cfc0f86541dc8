/** The library's worker, started here so that a test has its hands on what is posted to it. */
import { startEngine } from '../../worker/start-engine.js';

startEngine();
