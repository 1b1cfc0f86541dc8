/**
 * The resident size of the page's renderer process. Heap figures see neither buffers nor messages that nobody reads;
 * the system's own figure sees all, and what the rest of the page does besides.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** MB, of the process. @param {number} pid @param {'VmRSS' | 'VmHWM'} name */
function sizeOf(pid, name) {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+) kB`));
  return Number(line?.[1]) / 1000;
}

/** Processor time that the process has used, ticks. @param {number} pid */
function usedBy(pid) {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The process of a page is the one that works when it does. @param {import('playwright').Browser} browser @param {import('playwright').Page} tab */
async function rendererOf(browser, tab) {
  const session = await browser.newBrowserCDPSession();
  // Others may still be starting, or ending.
  for (;;) {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    const before = pids.map(usedBy);
    await tab.evaluate(() => {
      for (const end = performance.now() + 300; performance.now() < end; );
    });
    const used = pids.map((pid, i) => usedBy(pid) - before[i]);
    const [most, next = 0] = [...used].sort((a, b) => b - a);
    // Of 30 ticks; the machine may be shared.
    if (most > 10 && most > 4 * next) return pids[used.indexOf(most)];
    await sleep(500);
  }
}

/** @param {import('playwright').Browser} browser @param {import('playwright').Page} tab */
export async function watchMemory(browser, tab) {
  const pid = await rendererOf(browser, tab);
  return {
    /** MB. */
    now: () => sizeOf(pid, 'VmRSS'),
    /** Samples until it is told to stop, and gives the series and the peak, both in MB over the level at the start. */
    watch(every = 100) {
      // Begins the process's own peak anew.
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
      const level = sizeOf(pid, 'VmRSS');
      /** @type {number[]} */
      const series = [];
      const timer = setInterval(() => series.push(sizeOf(pid, 'VmRSS') - level), every);
      return () => {
        clearInterval(timer);
        // The system's own peak sees what is between two samples, and has been seen to miss what the samples saw.
        const peak = Math.max(sizeOf(pid, 'VmHWM') - level, ...series);
        return { level, peak, last: sizeOf(pid, 'VmRSS') - level, series };
      };
    },
  };
}
