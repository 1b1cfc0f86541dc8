/** The engine. */
import '../../../worker/index.js';
