import { Engine, LiveStream } from 'ringplot';
import { inlineWorker } from 'ringplot/inline';

const engine = new Engine({ worker: inlineWorker });
const stream = new LiveStream({ colorHex: 0xd81b60, lineWidth: 4, width: 400, height: 200, engine });
stream.mount('#plot');
Object.assign(globalThis, { stream });
