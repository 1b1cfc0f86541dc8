/** The library as its users get it: packed, and installed in apps that know nothing of this repository. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects with what it printed where it fails. */
export const run = promisify(execFile);

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folders = {
  /** Apps that need nothing but the library, or what this repository has. */
  fixtures: fileURLToPath(new URL('fixtures', import.meta.url)),
  /** Apps with bundlers and frameworks of their own. */
  apps: fileURLToPath(new URL('apps', import.meta.url)),
};

/** What of an app's package.json is not its own. */
export interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  [other: string]: unknown;
}

export interface PackedLibrary {
  /** Path of the tarball. */
  tarball: string;
  /** Copies an app, installs the library in it and gives its folder. */
  makeApp(name: string, kind?: keyof typeof folders, more?: Manifest): Promise<string>;
  remove(): Promise<void>;
}

export async function packLibrary(): Promise<PackedLibrary> {
  const folder = await mkdtemp(join(tmpdir(), 'ringplot-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: repository });
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!packed) throw new Error('npm pack made no tarball');
  const tarball = join(folder, packed);
  return {
    tarball,
    async makeApp(name, kind = 'fixtures', more) {
      // Each is another: none finds what was built for the one before.
      const app = await mkdtemp(join(folder, `${more?.name ?? name}-`));
      await cp(join(folders[kind], name), app, { recursive: true });
      // What an app needs besides is its own.
      const own = await readFile(join(app, 'package.json'), 'utf8').catch(() => '{}');
      const manifest = { name, private: true, type: 'module', ...JSON.parse(own), ...more };
      await writeFile(join(app, 'package.json'), JSON.stringify(manifest));
      const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball];
      await run('npm', install, { cwd: app });
      return app;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
