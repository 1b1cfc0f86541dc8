/** The library as its users get it: packed, and installed in apps that know nothing of this repository. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a program to its end; rejects with what it printed where it fails. */
export const run = promisify(execFile);

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

export interface PackedLibrary {
  /** Makes an app of a fixture, installs the library in it and gives its folder. */
  makeApp(fixture: string): Promise<string>;
  remove(): Promise<void>;
}

export async function packLibrary(): Promise<PackedLibrary> {
  const folder = await mkdtemp(join(tmpdir(), 'ringplot-'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: repository });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new Error('npm pack made no tarball');
  return {
    async makeApp(fixture) {
      const app = join(folder, fixture);
      await cp(join(fixtures, fixture), app, { recursive: true });
      await writeFile(join(app, 'package.json'), JSON.stringify({ name: fixture, private: true, type: 'module' }));
      const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, tarball)];
      await run('npm', install, { cwd: app });
      return app;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
