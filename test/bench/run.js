/**
 * npm run bench [-- W1 … --peers uplot,… --runs N]: ringplot beside its peers; `-- window`, `-- boundary [SCENARIO …] [--shared]`, `-- throughput`,
 * `-- training`, `-- touch` and `-- feeds` are benchmarks of their own. Installs what they compare with. `--add uplot,…` runs these beside the empty page alone, and
 * adds them to what has been measured. `--quick` writes nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = fileURLToPath(new URL('.', import.meta.url));
const BENCHMARKS = ['window', 'boundary', 'throughput', 'training', 'touch', 'feeds'];

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    shared: { type: 'boolean' },
    peers: { type: 'string' },
    add: { type: 'string' },
    runs: { type: 'string', default: '7' },
  },
});
const own = BENCHMARKS.includes(positionals[0]);
if (!existsSync(`${here}node_modules`)) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (status !== 0) exit(status ?? 1);
}
await (await import(own ? `./${positionals[0]}.js` : './suite.js')).run({
  quick: values.quick ?? false,
  shared: values.shared ?? false,
  names: own ? positionals.slice(1) : positionals,
  peers: values.peers,
  add: values.add,
  runs: Number(values.runs),
});
