import 'reflect-metadata';
import { createInterface } from 'node:readline';
import type { AfterQueryEvent, EntitySubscriberInterface } from 'typeorm';
import { everyTenant, service } from '../src/testbed';
import type { Order } from './victim';

const here = await service(process.argv[2]!);

/** The signal ends the process at once; the loop is for the moment until then. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Stands before each statement, and behind each commit. */
class Trap implements EntitySubscriberInterface {
  private statements = 0;
  private commits = 0;
  constructor(private readonly at: Order['dieAt']) {}
  beforeQuery(): void {
    if (++this.statements === this.at.statement) die();
  }
  afterQuery({ query }: AfterQueryEvent): void {
    if (query === 'COMMIT' && ++this.commits === this.at.commit) die();
  }
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { batches, dieAt } = JSON.parse(line) as Order;
  here.database.source.subscribers.push(new Trap(dieAt));
  for (const { verb, items } of batches) {
    const outcomes = await here.quotas[verb](items, everyTenant);
    process.stdout.write(`${JSON.stringify(outcomes)}\n`);
  }
  process.stdout.write('done\n');
}
await here.close();
