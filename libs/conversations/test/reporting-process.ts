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

/** Stands before each statement, and behind the commit. */
class Trap implements EntitySubscriberInterface {
  seen = 0;
  constructor(private readonly at: Order['dieAt']) {}
  beforeQuery(): void {
    if (++this.seen === this.at) die();
  }
  afterQuery({ query }: AfterQueryEvent): void {
    if (this.at === 'committed' && query === 'COMMIT') die();
  }
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const { reports, dieAt } = JSON.parse(line) as Order;
  const trap = new Trap(dieAt);
  here.database.source.subscribers.push(trap);
  const outcomes = await here.ingest.report(reports, everyTenant);
  here.database.source.subscribers.pop();
  process.stdout.write(`${JSON.stringify({ outcomes, statements: trap.seen })}\n`);
}
await here.close();
