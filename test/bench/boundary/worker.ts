/**
 * The engine's worker as the library has it, which can also be told to hang, or to be slow with every frame; by transfers
 * alone where the address asks for it, as where the page is not isolated.
 */
import './made.js';
import './misbehave.js';
import './transfer.js';
import '../../../worker/index.js';
