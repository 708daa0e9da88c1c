import { DomainError } from '@tenantry/kernel';

export interface Waiting<Item, Result> {
  /** Whose share of a flush it takes. */
  tenant: string;
  item: Item;
  settle(result: Result): void;
  fail(error: unknown): void;
}

interface Lane<Item, Result> {
  queues: Map<string, Waiting<Item, Result>[]>;
  size: number;
  busy: boolean;
}

export interface CoalescerOptions {
  lanes: number;
  /** Items in one flush. */
  batch: number;
  /** Items that may wait in all; beyond it callers are asked to try again. */
  capacity: number;
}

/**
 * Group commit without a timer: while one flush of a lane is in flight, arriving items form the next one, so a
 * lone caller waits for nothing. A tenant keeps to one lane, which keeps flushes off each other's locks, and
 * gets an equal share of a flush when others wait too.
 */
export class Coalescer<Item, Result> {
  private readonly lanes: Lane<Item, Result>[];
  private idle: (() => void)[] = [];

  constructor(
    private readonly options: CoalescerOptions,
    private readonly flush: (batch: Waiting<Item, Result>[]) => Promise<void>,
  ) {
    this.lanes = Array.from({ length: options.lanes }, () => ({ queues: new Map(), size: 0, busy: false }));
  }

  /** Settles in the order given, after commit. */
  submit(items: { tenant: string; item: Item }[]): Promise<Result[]> {
    if (items.length === 0) return Promise.resolve([]);
    if (this.waiting + items.length > this.options.capacity)
      return Promise.reject(
        new DomainError('too_many', 'Too much is waiting to be written. Try again in a second.', {
          code: 'queue_full',
          retryAfterSeconds: 1,
        }),
      );
    return new Promise((resolve, reject) => {
      const results = new Array<Result>(items.length);
      let open = items.length;
      items.forEach(({ tenant, item }, index) => {
        const settle = (result: Result) => {
          results[index] = result;
          if (--open === 0) resolve(results);
        };
        this.enqueue({ tenant, item, settle, fail: reject });
      });
    });
  }

  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void> {
    if (this.lanes.every((lane) => !lane.busy && lane.size === 0)) return Promise.resolve();
    return new Promise((resolve) => this.idle.push(resolve));
  }

  private get waiting(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.size, 0);
  }

  private enqueue(entry: Waiting<Item, Result>): void {
    const lane = this.lanes[laneOf(entry.tenant, this.lanes.length)]!;
    const queue = lane.queues.get(entry.tenant);
    if (queue) queue.push(entry);
    else lane.queues.set(entry.tenant, [entry]);
    lane.size++;
    if (!lane.busy) {
      lane.busy = true;
      setImmediate(() => void this.drain(lane));
    }
  }

  private async drain(lane: Lane<Item, Result>): Promise<void> {
    while (lane.size > 0) {
      const batch = this.take(lane);
      try {
        await this.flush(batch);
      } catch (error) {
        for (const entry of batch) entry.fail(error);
      }
    }
    lane.busy = false;
    if (this.lanes.every((one) => !one.busy)) for (const resolve of this.idle.splice(0)) resolve();
  }

  private take(lane: Lane<Item, Result>): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const share = Math.max(1, Math.floor(this.options.batch / lane.queues.size));
    for (const [tenant, queue] of lane.queues) {
      for (const entry of queue.splice(0, Math.min(share, this.options.batch - batch.length)))
        batch.push(entry);
      lane.queues.delete(tenant);
      // Put back behind the others, where this same loop meets it again while there is room.
      if (queue.length > 0) lane.queues.set(tenant, queue);
      if (batch.length === this.options.batch) break;
    }
    lane.size -= batch.length;
    return batch;
  }
}

function laneOf(tenant: string, lanes: number): number {
  let hash = 0;
  for (let i = 0; i < tenant.length; i++) hash = (hash * 31 + tenant.charCodeAt(i)) >>> 0;
  return hash % lanes;
}
