import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Outcome } from '../src/outcome';

export interface Batch {
  verb: 'consume' | 'release' | 'reserve';
  items: { tenant: string; key: string; quantity: number; ttlSeconds?: number; idempotencyKey: string }[];
}

export interface Order {
  batches: Batch[];
  /** Right before the n-th statement, or between the n-th commit and its answers; neither to live. */
  dieAt: { statement?: number; commit?: number };
}

const root = join(import.meta.dirname, '../../..');

/** Processes of their own that count what they are told to and die where they are told to. */
export class Victims {
  private readonly folder: string;
  private readonly alive = new Set<ChildProcess>();

  constructor(private readonly databaseUrl: string) {
    // Inside node_modules, so that the bundle finds its packages.
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    this.folder = mkdtempSync(join(root, 'node_modules/.cache/tenantry-quotas-'));
    const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
    const command = [rolldown, '-c', 'libs/quotas/test/rolldown.config.mjs', '-d', this.folder];
    try {
      execFileSync(process.execPath, command, { cwd: root, stdio: 'pipe' });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Starts one; what it is told to do gives the answers that arrived before it died, or all. */
  async start(): Promise<(order: Order) => Promise<Outcome[][]>> {
    const child = spawn(process.execPath, [join(this.folder, 'counting.js'), this.databaseUrl], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Each runs once; without this most of its life would be compiling.
      env: { ...process.env, NODE_COMPILE_CACHE: join(this.folder, 'cache') },
    });
    this.alive.add(child);
    child.once('exit', () => this.alive.delete(child));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    if ((await lines.next()).value !== 'ready') throw new Error('A counting process did not start');
    return async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const answers: Outcome[][] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done || value === 'done') break;
        answers.push(JSON.parse(value) as Outcome[]);
      }
      child.kill('SIGKILL');
      return answers;
    };
  }

  close(): void {
    for (const child of this.alive) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
