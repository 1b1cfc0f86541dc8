/** The server of feeds, for the tests of a browser: in a process of its own, which can be killed and started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Ports of the server of feeds, and of what kills it (`POST /kill`) and starts it again (`POST /start`). */
    feeds: { server: number; keeper: number };
  }
}

const script = fileURLToPath(new URL('server.js', import.meta.url));

async function start(port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(script, [String(port)]);
  const answer = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(message as number));
    child.once('exit', (code) => reject(new Error(`the server of feeds ended with ${code}`)));
  });
  return { child, port: answer };
}

export default async function setup(project: TestProject): Promise<() => void> {
  let { child, port } = await start(0);
  const keeper = createServer(async (request, response) => {
    if (request.url === '/kill') {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    } else if (request.url === '/start') ({ child } = await start(port));
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
  });
  await new Promise((resolve) => keeper.listen(0, '127.0.0.1', () => resolve(undefined)));
  project.provide('feeds', { server: port, keeper: (keeper.address() as AddressInfo).port });
  return () => {
    child.kill('SIGKILL');
    keeper.close();
  };
}
