/** A link to an engine, whose calls are all settled: by their answers, or when it is severed. */
import type { EngineApi, Report } from '../worker/protocol.js';
import { setIdleTimer } from './frame-clock.js';

/** How often the engine is asked whether it lives, ms, unless `silence` asks for more. */
const PING_EVERY = 1000;

/** A link that calls, watches the engine's answers, and rejects everything when it is severed. */
export function link(api: EngineApi, silence: number, reports: (reports: Report[]) => void, silent: () => void) {
  const underWay = new Set<(reason: unknown) => void>();
  let severed: unknown = null;
  const every = Math.min(PING_EVERY, silence / 10);
  let waited = -1;
  let timer = setIdleTimer(watch, every);

  function call<T>(ask: (api: EngineApi) => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (severed) {
        reject(severed);
        return;
      }
      underWay.add(reject);
      const settle = <V>(settled: (value: V) => void) => {
        return (value: V) => {
          underWay.delete(reject);
          settled(value);
        };
      };
      let answer: T | Promise<T>;
      try {
        answer = ask(api);
      } catch (error) {
        answer = Promise.reject(error);
      }
      Promise.resolve(answer).then(settle(resolve), settle(reject));
    });
  }

  /** Silence is counted in ticks of this thread: one that was itself held up has heard nothing, which proves nothing. */
  function watch(): void {
    timer = setIdleTimer(watch, every);
    if (waited >= 0) {
      waited += every;
      if (waited >= silence) silent();
      return;
    }
    waited = 0;
    call((engine) => engine.ping()).then(
      (answer) => {
        waited = -1;
        reports(answer);
      },
      () => {},
    );
  }

  function sever(reason: unknown): void {
    clearTimeout(timer);
    severed = reason;
    for (const reject of underWay) reject(reason);
    underWay.clear();
  }

  return { call, sever };
}
