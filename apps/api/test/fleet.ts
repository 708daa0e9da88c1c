import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Bundle } from '@tenantry/database/test';

/** Waits for a condition, not for a time. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, patience = 120_000) {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Ship {
  address: string;
  process: ChildProcess;
  gone: Promise<{ code: number | null; signal: string | null }>;
}

/** Several processes of the API as it is deployed, which can be killed and come back where they were. */
export class Fleet {
  readonly ships: Ship[] = [];
  private readonly programs = new Bundle();

  constructor(private readonly env: Record<string, string>) {}

  async launch(count: number): Promise<void> {
    for (let index = 0; index < count; index++)
      this.ships.push(this.start(`http://127.0.0.1:${await freePort()}`));
    await Promise.all(this.ships.map(({ address }) => this.ready(address)));
  }

  /** Ends the process between any two of its steps and starts another in its place. */
  async replace(index: number): Promise<void> {
    const { process: victim, address, gone } = this.ships[index]!;
    victim.kill('SIGKILL');
    await gone;
    this.ships[index] = this.start(address);
  }

  async ready(address: string): Promise<void> {
    await until(`${address} is ready`, async () => {
      const answer = await fetch(`${address}/health/ready`).catch(() => null);
      await answer?.body?.cancel();
      return answer?.status === 200;
    });
  }

  /** Asks all to stop and tells their exit codes. */
  stop(): Promise<(number | null)[]> {
    return Promise.all(
      this.ships.map(async ({ process: ship, gone }) => {
        ship.kill('SIGTERM');
        return (await gone).code;
      }),
    );
  }

  scuttle(): void {
    this.programs.close();
  }

  private start(address: string): Ship {
    const child = this.programs.start('api', [], {
      env: { ...this.env, API_PORT: new URL(address).port },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const gone = new Promise<Awaited<Ship['gone']>>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    return { address, process: child, gone };
  }
}
