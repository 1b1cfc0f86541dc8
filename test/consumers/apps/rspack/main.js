import { LiveStream } from 'ringplot';

const stream = new LiveStream({ colorHex: 0xd81b60, lineWidth: 4, width: 400, height: 200 });
stream.mount('#plot');
Object.assign(globalThis, { stream });
