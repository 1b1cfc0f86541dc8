/** How long is waited for what an engine is made of. */
import { afterEach, expect, test, vi } from 'vitest';
import { inTime } from '../src/worker-source.js';

afterEach(() => {
  vi.useRealTimers();
});

test('what does not come in ten seconds is told, and what comes of it later', async () => {
  vi.useFakeTimers();
  const late: string[] = [];
  let come = (_: string) => {};
  const promised = new Promise<string>((resolve) => {
    come = resolve;
  });
  const waited = expect(inTime(promised, 'engine', (what) => late.push(what))).rejects.toThrow(
    'no engine within 10000 ms',
  );
  await vi.advanceTimersByTimeAsync(9_900);
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(100);
  await waited;
  come('engine');
  await vi.advanceTimersByTimeAsync(0);
  expect(late).toEqual(['engine']);
});

test('a thread that was busy meanwhile does not count', async () => {
  vi.useFakeTimers();
  let come = (_: string) => {};
  const promised = new Promise<string>((resolve) => {
    come = resolve;
  });
  const waited = inTime(promised, 'engine');
  // Whatever time has passed, the timer that is due comes first, and then what has come long ago.
  vi.setSystemTime(Date.now() + 60_000);
  await vi.advanceTimersToNextTimerAsync();
  come('engine');
  await expect(waited).resolves.toBe('engine');
  expect(vi.getTimerCount()).toBe(0);
});
