/** The engine's worker as the library has it, which can also be told to hang, or to be slow with every frame. */
import './made.js';
import './misbehave.js';
import '../../../worker/index.js';
