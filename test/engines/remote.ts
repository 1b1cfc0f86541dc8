/** Browsers that are not Chromium, led from here: Firefox by WebDriver BiDi, WebKitGTK by WebDriver. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';

export interface Remote {
  open(url: string): Promise<void>;
  /** What an expression of the page comes to, or the promise that it is: as JSON. @throws with what the page threw */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Ends with the answer whether or not what is asked for throws in the page. */
const asJson = (expression: string) =>
  `Promise.resolve().then(() => ${expression}).then(
    (value) => JSON.stringify({ value: value ?? null }),
    (error) => JSON.stringify({ error: [error, error?.stack].join(' ') }))`;

function answerIn(json: string): unknown {
  const answer = JSON.parse(json) as { value: unknown } | { error: string };
  if ('error' in answer) throw new Error(answer.error);
  return answer.value;
}

function installed(name: string, paths: readonly string[], packages: string): string {
  const path = paths.find((one) => existsSync(one));
  if (!path) throw new Error(`${name} is not installed: run "apt-get install ${packages}" as root`);
  return path;
}

/** Ends it with all that it has started. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // It has ended by itself.
  }
}

export async function firefox(): Promise<Remote> {
  const path = installed('Firefox', ['/usr/bin/firefox', '/usr/bin/firefox-esr'], 'firefox-esr');
  const profile = await mkdtemp(join(tmpdir(), 'ringplot-firefox-'));
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
  const child = spawn(path, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
      const [, found] = said.match(/WebDriver BiDi listening on (ws:\S+)/) ?? [];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map<number, (message: { result?: unknown; error?: string; message?: string }) => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
  });
  let last = 0;
  const call = <T>(method: string, params: object): Promise<T> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error, message }) => {
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${message}`));
        else resolve(result as T);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  await call('session.new', { capabilities: {} });
  const { contexts } = await call<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
  const [{ context }] = contexts;
  return {
    open: async (url) => void (await call('browsingContext.navigate', { context, url, wait: 'complete' })),
    async evaluate(expression) {
      const { result } = await call<{ result: { value: string } }>('script.evaluate', {
        expression: asJson(expression),
        target: { context },
        awaitPromise: true,
      });
      return answerIn(result.value);
    },
    async close() {
      socket.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      end(child);
      await gone;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

export async function webkit(): Promise<Remote> {
  const packages = 'webkit2gtk-driver xvfb xauth';
  const driver = installed('WebKitWebDriver', ['/usr/bin/WebKitWebDriver'], packages);
  const screen = installed('Xvfb', ['/usr/bin/xvfb-run'], packages);
  const architectures = ['x86_64', 'aarch64'].map((name) => `/usr/lib/${name}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);
  const binary = installed('MiniBrowser', architectures, packages);
  const port = await freePort();
  const child = spawn(screen, ['-a', driver, '--host=127.0.0.1', `--port=${port}`], {
    detached: true,
    stdio: 'ignore',
  });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const request = { method, headers: { 'content-type': 'application/json' } };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...request,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
    if (value?.error) throw new Error(`${path}: ${value.error}, ${value.message}`);
    return value;
  };
  const capabilities = {
    alwaysMatch: { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary, args: ['--automation'] } },
  };
  // It listens once it is there.
  const begin = async (tries: number): Promise<{ sessionId: string }> => {
    try {
      return await call('POST', '/session', { capabilities });
    } catch (error) {
      if (tries === 0 || !(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
      return begin(tries - 1);
    }
  };
  const { sessionId } = await begin(60);
  const session = `/session/${sessionId}`;
  await call('POST', `${session}/timeouts`, { script: 110_000 });
  return {
    open: async (url) => void (await call('POST', `${session}/url`, { url })),
    async evaluate(expression) {
      const script = `const done = arguments[0]; ${asJson(expression)}.then(done);`;
      return answerIn(await call<string>('POST', `${session}/execute/async`, { script, args: [] }));
    },
    async close() {
      await call('DELETE', session).catch(() => {});
      end(child);
    },
  };
}
