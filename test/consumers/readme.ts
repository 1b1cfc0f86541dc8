/** The snippets of the README that are files of an app: those that say in a comment at their head how they are called. */
import { readFile } from 'node:fs/promises';

const BLOCK = /^```\w+\n(?:\/\/|<!--) (\w[\w-]*\.\w+)(?: -->)?\n([\s\S]*?)^```$/gm;

/** Code by file name. */
export async function snippets(): Promise<Map<string, string>> {
  const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  return new Map([...text.matchAll(BLOCK)].map(([, name, code]) => [name, code]));
}
