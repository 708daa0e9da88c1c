import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConversationReport, Outcome } from '../src/report';

export interface Order {
  reports: ConversationReport[];
  /** Right before the n-th statement, or between the commit and the answer; null to live. */
  dieAt: number | 'committed' | null;
}

export interface Answer {
  outcomes: Outcome[];
  statements: number;
}

const root = join(import.meta.dirname, '../../..');

/** Processes of their own that report what they are told to and die where they are told to. */
export class Victims {
  private readonly folder: string;
  private readonly alive = new Set<ChildProcess>();

  constructor(private readonly databaseUrl: string) {
    // Inside node_modules, so that the bundle finds its packages.
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
    this.folder = mkdtempSync(join(root, 'node_modules/.cache/tenantry-conversations-'));
    const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
    const command = [rolldown, '-c', 'libs/conversations/test/rolldown.config.mjs', '-d', this.folder];
    try {
      execFileSync(process.execPath, command, { cwd: root, stdio: 'pipe' });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Starts one; it is ready when the promise resolves. */
  async start(): Promise<(order: Order) => Promise<Answer | 'killed'>> {
    const child = spawn(process.execPath, [join(this.folder, 'reporting.js'), this.databaseUrl], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Each runs once; without this most of its life would be compiling.
      env: { ...process.env, NODE_COMPILE_CACHE: join(this.folder, 'cache') },
    });
    this.alive.add(child);
    const gone = new Promise<'killed'>((resolve, reject) =>
      child.once('exit', (code, signal) => {
        this.alive.delete(child);
        if (signal === 'SIGKILL') resolve('killed');
        else reject(new Error(`A reporting process ended with ${code ?? signal}`));
      }),
    );
    gone.catch(() => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => {
      const { value, done } = await lines.next();
      return done ? gone : (value as string);
    };
    if ((await next()) !== 'ready') throw new Error('A reporting process did not start');
    return async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      const line = await next();
      if (line === 'killed') return line;
      child.kill('SIGKILL');
      return JSON.parse(line) as Answer;
    };
  }

  close(): void {
    for (const child of this.alive) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
