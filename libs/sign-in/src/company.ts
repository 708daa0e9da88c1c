import { setTimeout as delay } from 'node:timers/promises';
import { Coalescer } from '@tenantry/bulk';

/** A statement for so many costs little more than a statement for one; beyond that there is less to gain. */
const ENOUGH = 16;
/** Of milliseconds. */
const PATIENCE = 250;

/** What those who gather would otherwise wait for. */
export interface Queue {
  readonly isBusy: boolean;
  /** Resolves when it is busy no longer. */
  calm(): Promise<void>;
}

/** One round for all who come at once. While the queue before them is long they gather; a lone caller waits for nobody. */
export class Company<Item, Result> {
  private readonly rounds: Coalescer<Item, Result>;
  private gathered: (() => void)[] = [];
  private calming = false;

  /**
   * `work` answers in the order of the items; an error is for its item alone, and a promise keeps nobody else. Those of
   * different hosts get equal shares of a round: a flood on one keeps nobody at another waiting.
   */
  constructor(
    work: (items: Item[]) => Promise<(Result | Promise<Result> | Error)[]>,
    private readonly queue: () => Queue,
    private readonly hostOf: (item: Item) => string,
  ) {
    this.rounds = new Coalescer({ lanes: 1, batch: 64, capacity: 10_000 }, async (batch) => {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, result] of results.entries())
        if (result instanceof Error) batch[index]!.fail(result);
        else void Promise.resolve(result).then(batch[index]!.settle, batch[index]!.fail);
    });
  }

  async join(item: Item): Promise<Result> {
    if (this.queue().isBusy) await this.gather();
    const [result] = await this.rounds.submit([{ tenant: this.hostOf(item), item }]);
    return result!;
  }

  private gather(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gathered.push(resolve);
    const mine = this.gathered;
    if (mine.length === 1) void delay(PATIENCE).then(() => this.release(mine));
    if (mine.length >= ENOUGH) this.release(mine);
    void this.awaitCalm();
    return promise;
  }

  /** Once for all who gather: while the queue is long for long, what waits for it must not grow. */
  private async awaitCalm(): Promise<void> {
    if (this.calming) return;
    this.calming = true;
    await this.queue().calm();
    this.calming = false;
    this.release(this.gathered);
  }

  private release(those: (() => void)[]): void {
    if (this.gathered === those) this.gathered = [];
    for (const resolve of those.splice(0)) resolve();
  }
}
