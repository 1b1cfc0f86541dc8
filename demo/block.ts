/** The second chart: fed by a worker and painted by a worker, beside a counter that lives on the page's thread. */
import { LiveStream } from 'ringplot';
import { byId, everyFrame, type Panel } from './panel.js';
import type { ProducerMessage } from './producer.js';

const BLOCK_MS = 2000;

export function createBlock(): Panel & { stream: LiveStream } {
  const plot = byId('block-plot');
  const stream = new LiveStream({ kind: 'line', xScale: 'linear', maxPoints: 10_000, colorHex: 0x0d9488 });
  stream.mount(plot);

  const producer = new Worker(new URL('./producer.ts', import.meta.url), { type: 'module' });
  const tell = (message: ProducerMessage, transfer: Transferable[] = []) => producer.postMessage(message, transfer);
  const port = stream.port();
  tell({ port }, [port]);

  const counter = createCounter();
  const button = byId<HTMLButtonElement>('block');
  button.addEventListener('click', async () => {
    button.disabled = true;
    counter.setHeld(true);
    byId('block-verdict').textContent = '';
    const { frames } = await stream.stats();
    await painted();

    const start = performance.now();
    while (performance.now() - start < BLOCK_MS);

    const held = ((performance.now() - start) / 1000).toFixed(1);
    const after = await stream.stats();
    counter.setHeld(false);
    button.disabled = false;
    byId('block-verdict').innerHTML =
      `In those ${held} s the page painted <b>0</b> frames, this chart <b>${after.frames - frames}</b>.`;
  });

  return {
    stream,
    plot,
    setRunning(running) {
      tell({ running });
      counter.setRunning(running);
    },
  };
}

/** Resolves once what the page shows now is on the screen: a frame callback comes before its frame, the next after it. */
function painted(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

/** Seconds in digits and a hand that runs along a scale, set by script in each frame: they stand still when the page does. */
function createCounter() {
  const element = byId('counter');
  const digits = byId('counter-digits');
  const label = byId('counter-label');
  const hand = byId('counter-hand');
  let total = 0;

  const setRunning = everyFrame((elapsed) => {
    total += elapsed;
    digits.textContent = (total / 1000).toFixed(2);
    hand.style.transform = `translateX(${(total % 1000) / 10}%)`;
  });

  return {
    setRunning,
    setHeld(held: boolean) {
      element.classList.toggle('held', held);
      label.textContent = held ? 'The page is blocked' : 'Counted by the page';
    },
  };
}
