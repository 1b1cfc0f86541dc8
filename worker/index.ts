/** The library's own worker file. */
import { startEngine } from './start-engine.js';

startEngine();
