/** The law that ties chartAppend and LiveStream together, as both Node and the browser test it. */
import { expect } from 'vitest';
import type { Engine } from '../src/engine.js';
import { chartAppend, LiveStream } from '../src/index.js';
import type { StreamCase } from './arbitraries.js';

interface Answer {
  x: (number | string)[];
  y: (number | null)[];
  html: string;
}

/** Of a chart that gives none of these. */
const NO_AXES = {
  ...{ xScale: undefined, timeZone: undefined, locale: undefined, span: undefined },
  ...{ xTitle: undefined, yTitle: undefined, xFormat: undefined, yFormat: undefined },
  ...{ yScale: undefined, yMin: undefined, yMax: undefined, theme: undefined, emptyText: undefined },
};

/** Folds chartAppend over the calls. */
function fold({ options, calls }: StreamCase): Answer {
  const { kind, title, maxPoints, colorHex, width, height } = options;
  const { xScale, timeZone, locale, xTitle, yTitle, xFormat, yFormat, yScale, yMin, yMax, span, theme, emptyText } =
    'xScale' in options ? { span: undefined, ...options } : NO_AXES;
  const numeric = xScale ? xScale !== 'category' : kind === 'scatter';
  let answer: Answer = { x: [], y: [], html: '' };
  for (const samples of calls.length > 0 ? calls : [[]]) {
    const xs = samples.map(([x]) => (x instanceof Date && numeric ? x.getTime() : x));
    const ys = samples.map(([, y]) => y);
    const look = { kind, title, max_points: maxPoints, color_hex: colorHex, width, height };
    const axes = {
      x_title: xTitle,
      y_title: yTitle,
      x_format: xFormat,
      y_format: yFormat,
      x_scale: xScale,
      time_zone: timeZone,
      locale,
      span,
      y_scale: yScale,
      y_min: yMin,
      y_max: yMax,
      theme,
      empty_text: emptyText,
    };
    const payload = { ...look, ...axes, x: xs, y: ys };
    answer = JSON.parse(chartAppend(JSON.stringify({ ...payload, prev_x: answer.x, prev_y: answer.y })));
  }
  return answer;
}

const withoutMinusZero = (value: number | string) => (value === 0 ? 0 : value);

/** Half of the samples one by one, half in lock-step, cut as they come; then window and picture are compared. */
export async function expectLaw(streamCase: StreamCase, engine?: Engine): Promise<void> {
  const stream = new LiveStream({ ...streamCase.options, engine });
  try {
    streamCase.calls.forEach((samples, i) => {
      if (i % 2 === 0) for (const [x, y] of samples) stream.push(x, y);
      else
        stream.extend(
          samples.map(([x]) => x),
          samples.map(([, y]) => y),
        );
    });
    const [data, chart] = await Promise.all([stream.data(), stream.render({ format: 'svg' })]);
    const expected = fold(streamCase);
    expect(Array.from<number | string>(data.x).map(withoutMinusZero)).toEqual(expected.x);
    expect(Array.from(data.y, (y) => (Number.isNaN(y) ? null : withoutMinusZero(y)))).toEqual(expected.y);
    expect(chart.svg).toBe(expected.html);
    expect(chart.html).toBe(expected.html);
  } finally {
    await stream.close();
  }
}
