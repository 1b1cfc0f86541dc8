/** A Chromium for tests: found, or on Debian as root installed. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env, getuid, platform, stderr } from 'node:process';
import { chromium } from 'playwright';

/** The variable that names a browser, before any other is looked for. */
const VARIABLE = 'RINGPLOT_CHROMIUM';
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

function installed() {
  const paths = (env.PATH ?? '').split(delimiter);
  const candidates = COMMANDS.flatMap((command) => paths.map((path) => join(path, command)));
  return [...candidates, ...APPLICATIONS].find((path) => existsSync(path));
}

const isDebian = () => platform === 'linux' && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');

/** Runs one command of the installation; its output is shown only if it fails. @param {string[]} args */
function aptGet(...args) {
  const result = spawnSync('apt-get', ['-qq', '-y', '-o', 'Acquire::Retries=3', ...args], {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  throw new Error(`apt-get ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`);
}

/**
 * @returns {string} the path of a Chrome or Chromium
 * @throws where there is none and none can be installed; the message says what to do
 */
export function findChromium() {
  const named = env[VARIABLE];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${VARIABLE} is ${JSON.stringify(named)}, which does not exist`);
  }
  const own = chromium.executablePath();
  const found = installed() ?? (existsSync(own) ? own : undefined);
  if (found) return found;
  if (isDebian() && getuid?.() === 0) {
    stderr.write('No Chrome or Chromium found: installing the Debian package chromium. This takes a minute.\n');
    aptGet('update');
    aptGet('install', '--no-install-recommends', 'chromium', 'fonts-liberation');
    const now = installed();
    if (now) return now;
  }
  const install = isDebian() ? 'run "apt-get install chromium" as root' : 'install Chrome or Chromium';
  throw new Error(
    `The browser tests need a Chrome or Chromium and found none. Either ${install}, or run "npx playwright install ` +
      `--with-deps chromium", or set ${VARIABLE} to the path of one.`,
  );
}

/** Flags for an automated browser; Chromium's sandbox does not start for root. */
export const chromiumArgs = () => [
  ...(getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
