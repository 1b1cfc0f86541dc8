/** Writes RESULTS.md from what the pictures test has left in results/. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const PICTURES = ['render', 'chart', 'canvas', 'svg', 'M4 stroked', 'all stroked'];

/** @param {number} ratio */
function tableAt(ratio) {
  /** @type {Record<string, Record<string, number>>} */
  const figures = JSON.parse(readFileSync(`${here}results/${ratio}x.json`, 'utf8'));
  const rows = Object.entries(figures).map(([name, scores]) => {
    return `| ${name} | ${PICTURES.map((picture) => scores[picture].toFixed(4)).join(' | ')} |`;
  });
  return [
    `## At ${ratio}×`,
    '',
    `| case | ${PICTURES.join(' | ')} |`,
    `|---|${PICTURES.map(() => '---:|').join('')}`,
    ...rows,
  ];
}

writeFileSync(
  `${here}RESULTS.md`,
  [
    '# How true the pictures are',
    '',
    'Written by `npm run fidelity`, which fails below 0.995 (noise 0.988, sparse data 0.99, SVG 0.97). SSIM on luma against the',
    'exact union of capsules, 32 × 32 samples a device pixel; the data area only, 900 × 420 CSS px, a pen of 1.5 CSS px, 50 000',
    'samples (55 550 for the six real series, `idl` to `free`). `chart` and `canvas` are what a view gives and shows after 300',
    'frames with evictions and rescaling; `svg` is what the browser shows of it. For scale, strokes by the browser’s canvas:',
    'of M4 at one column a device pixel, and of every sample, which takes it 50 to 200 ms. Pictures and differences lie in',
    '`results/` where the test has run.',
    '',
    ...tableAt(1),
    '',
    ...tableAt(2),
    '',
  ].join('\n'),
);
