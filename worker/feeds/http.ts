/** Streaming HTTP: the body of a response, in the pieces in which it comes. */
import { Interruption, type Line, placeOf, type Source } from './source.js';

/** Statuses that may be others when asked again, besides those of 500 and more. */
const PASSING = [408, 425, 429];
/** Those that may be others when it is asked with what the page's hook gives. */
const ASKING = [401, 403];

/** What is written with `%`, where that can be read; else as it is written. */
function decodedOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A URL without credentials, which `fetch` refuses, and the header that says the same. */
function withoutCredentials(url: string): [url: string, headers: [string, string][]] {
  const parsed = new URL(url);
  const { username, password } = parsed;
  if (username === '' && password === '') return [url, []];
  parsed.username = parsed.password = '';
  const both = new TextEncoder().encode(`${decodedOf(username)}:${decodedOf(password)}`);
  return [parsed.href, [['authorization', `Basic ${btoa(String.fromCharCode(...both))}`]]];
}

/**
 * Asks for the URL. Null where there is nothing, and will be nothing (204).
 * @throws Interruption for anything but what was asked for.
 */
export async function responseTo(
  line: Line,
  more: readonly (readonly [string, string])[] = [],
): Promise<Response | null> {
  const { plan, signal, network } = line;
  const where = placeOf(line.url);
  const [url, credentials] = withoutCredentials(line.url);
  // The later ones count: a hook's token in the place of the one before.
  const headers = new Headers();
  for (const [name, value] of [...credentials, ...more, ...line.headers]) headers.set(name, value);
  let response: Response;
  try {
    response = await network.fetch(url, {
      method: plan.method,
      headers,
      credentials: plan.credentials,
      cache: 'no-store',
      signal,
      ...(plan.body === '' ? {} : { body: plan.body }),
    });
  } catch {
    // What was thrown may hold the whole URL.
    throw new Interruption('unreachable', `no connection to ${where}`);
  }
  const { status, ok, redirected } = response;
  const schemes = [line.url, redirected ? response.url : line.url].map((one) => new URL(one).protocol);
  if (schemes[0] !== schemes[1] && schemes.join() !== 'http:,https:') {
    throw new Interruption('redirect', `${where} leads to another scheme, ${schemes[1]}`, true);
  }
  if (status === 204 || status === 205) return null;
  if (!ok) {
    const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (wait > 0) line.retryAfter(1000 * wait, false);
    const passes = status >= 500 || PASSING.includes(status) || (plan.asks && ASKING.includes(status));
    throw new Interruption('status', `${where} answers with status ${status}`, !passes);
  }
  return response;
}

/** Reads a body to its end. @throws Interruption where it breaks off */
export async function readBody(line: Line, response: Response, take: (piece: Uint8Array) => void): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  for (;;) {
    let piece: Awaited<ReturnType<typeof reader.read>>;
    try {
      piece = await reader.read();
    } catch {
      throw new Interruption('interrupted', `the connection to ${placeOf(line.url)} broke off`);
    }
    if (piece.done) return;
    take(piece.value);
    await line.room();
    if (line.signal.aborted) {
      reader.cancel().catch(() => {});
      throw line.signal.reason;
    }
  }
}

export const contentOf = (response: Response) =>
  response.headers.get('content-type')?.split(';')[0].trim().toLowerCase() ?? '';

export const fetchSource: Source = async (line) => {
  const response = await responseTo(line);
  if (response && contentOf(response) === 'text/html') {
    throw new Interruption('content', `${placeOf(line.url)} answers with a page of HTML`);
  }
  line.opened();
  if (response) await readBody(line, response, (piece) => line.take(piece, false));
  line.take(new Uint8Array(0), true);
};
