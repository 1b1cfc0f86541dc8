/** A uPlot chart that takes what a model logs: the window in arrays, `setData` for each step. */
import uPlot from 'uplot';

export const uplotTarget = (container: HTMLElement) => {
  const xs: number[] = [];
  const columns: (number | null)[][] = [[], []];
  const plot = new uPlot(
    {
      ...{ width: 900, height: 420, legend: { show: false }, cursor: { show: false } },
      scales: { x: { time: false } },
      series: [{}, { stroke: '#6366f1', width: 1.5, points: { show: false } }, { stroke: '#fa6400', width: 1.5 }],
    },
    [[], [], []],
    container,
  );
  return {
    series: ['loss', 'val_loss'],
    clear() {
      for (const column of [xs, ...columns]) column.length = 0;
    },
    push(x: number, { loss, val_loss }: Record<string, number>) {
      xs.push(x);
      columns[0].push(loss ?? null);
      columns[1].push(val_loss ?? null);
      plot.setData([xs, ...columns] as never);
    },
  };
};

Object.assign(globalThis, { uplotTarget });
