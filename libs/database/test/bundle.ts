import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

/** Programs made of the sources as they are, for specs that start processes and kill them. */
export class Bundle {
  readonly folder: string;
  private readonly alive = new Set<ChildProcess>();

  /** Of these files, named from the root; of none, the application's own. */
  constructor(...files: string[]) {
    // Inside node_modules, so that the bundle finds its packages.
    const cache = join(root, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    this.folder = mkdtempSync(join(cache, 'tenantry-'));
    const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
    try {
      execFileSync(process.execPath, [rolldown, '-c', '-d', this.folder, ...files], {
        cwd: root,
        stdio: 'pipe',
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** A process that ends with the bundle at the latest. */
  start(name: string, args: string[], options: SpawnOptions = {}): ChildProcess {
    const child = spawn(process.execPath, [join(this.folder, `${name}.js`), ...args], {
      ...options,
      // Many run once; without this most of their lives would be compiling.
      env: { ...(options.env ?? process.env), NODE_COMPILE_CACHE: join(this.folder, 'cache') },
    });
    this.alive.add(child);
    child.once('exit', () => this.alive.delete(child));
    return child;
  }

  close(): void {
    for (const child of this.alive) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
