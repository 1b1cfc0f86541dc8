/** npm run bench -- NAME [SCENARIO …]: installs what the benchmarks compare with, and runs one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const BENCHMARKS = ['window', 'boundary'];

const [name, ...options] = argv.slice(2);
if (!BENCHMARKS.includes(name)) {
  console.error(`npm run bench -- ${BENCHMARKS.join(' | ')} [scenario …] [--quick]`);
  exit(1);
}
if (!existsSync(`${here}node_modules`)) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) exit(status ?? 1);
}
await (await import(`./${name}.js`)).run({
  quick: options.includes('--quick'),
  names: options.filter((option) => !option.startsWith('--')),
});
