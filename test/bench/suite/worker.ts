/** The engine; by transfers alone where the address asks for it, as where the page is not isolated. */
import { startEngine } from '../../../worker/start-engine.js';

if (location.search === '?transfer') Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });
startEngine();
