import { createInterface } from 'node:readline';
import type { AfterQueryEvent, DataSource, EntitySubscriberInterface } from 'typeorm';
import { Bundle } from './bundle';

const READY = 'ready';

/** Right before the n-th statement of an order, or between its n-th commit and what would be said then; neither to live. */
export interface DieAt {
  statement?: number;
  commit?: number;
}

/** Processes of their own that do what they are told to and die where they are told to. The other side is `obey`. */
export class Victims<Order extends { dieAt: DieAt }, Answer> {
  private readonly bundle: Bundle;
  private readonly name: string;

  /** `file` is the program, named from the root. */
  constructor(
    file: string,
    private readonly databaseUrl: string,
  ) {
    this.bundle = new Bundle(file);
    this.name = file.replace(/^.*\/|\.ts$/g, '');
  }

  /** Starts one; what it is told to do gives the answers that arrived, and whether it lived to the end. */
  async start(): Promise<(order: Order) => Promise<{ answers: Answer[]; killed: boolean }>> {
    const child = this.bundle.start(this.name, [this.databaseUrl], { stdio: ['pipe', 'pipe', 'inherit'] });
    const gone = new Promise<null>((resolve, reject) =>
      child.once('exit', (code, signal) => {
        if (signal === 'SIGKILL') resolve(null);
        else reject(new Error(`${this.name} ended with ${code ?? signal}`));
      }),
    );
    gone.catch(() => {});
    const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
    const next = async (): Promise<string | null> => {
      const { value, done } = await lines.next();
      return done ? gone : (value as string);
    };
    if ((await next()) !== READY) throw new Error(`${this.name} did not start`);
    return async (order) => {
      child.stdin!.write(`${JSON.stringify(order)}\n`);
      const answers: Answer[] = [];
      for (;;) {
        const line = await next();
        if (line !== null && line !== READY) {
          answers.push(JSON.parse(line) as Answer);
          continue;
        }
        child.kill('SIGKILL');
        return { answers, killed: line === null };
      }
    };
  }

  close(): void {
    this.bundle.close();
  }
}

/** Stands before each statement, and behind each commit. */
class Trap implements EntitySubscriberInterface {
  statements = 0;
  private commits = 0;
  constructor(private readonly at: DieAt) {}
  beforeQuery(): void {
    if (++this.statements === this.at.statement) die();
  }
  afterQuery({ query }: AfterQueryEvent): void {
    if (query === 'COMMIT' && ++this.commits === this.at.commit) die();
  }
}

/** The signal ends the process at once; the loop is for the moment until then. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** In a victim's process: does each order that it is told; `statements` is how many there were so far. */
export async function obey<Order extends { dieAt: DieAt }>(
  { subscribers }: DataSource,
  work: (order: Order, say: (answer: unknown) => void, trap: { statements: number }) => Promise<void>,
): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  say(READY);
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as Order;
    const trap = new Trap(order.dieAt);
    subscribers.push(trap);
    await work(order, (answer) => say(JSON.stringify(answer)), trap);
    subscribers.splice(subscribers.indexOf(trap), 1);
    say(READY);
  }
}
