/** The engine; by transfers alone where the address asks for it, as where the page is not isolated. */
import '../boundary/transfer.js';
import '../../../worker/index.js';
