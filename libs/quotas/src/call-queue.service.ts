import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Coalescer, isLostConnection, isOutage, unavailable } from '@tenantry/bulk';
import type { Waiting } from '@tenantry/bulk';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import type { Call } from './calls';
import { Flush } from './flush.service';
import { KeyMet } from './keys';
import { internal, refused } from './outcome';
import type { Outcome, RefusedCode } from './outcome';

const ATTEMPTS = 4;
/** Groups written at the same time; each holds a connection meanwhile. More share the same locks and the same disk. */
export const COUNTING_LANES = 2;
/** Flushes that look keys up after one was met: where some are sent again, more are. */
const WARY = 20;

/** The commit may have happened. Called again with an idempotency key nothing is counted twice. */
const unknownOutcome = () =>
  new DomainError(
    'unavailable',
    'The connection was lost before the database had answered: this call may have been counted or not.',
    { code: 'outcome_unknown', retryAfterSeconds: 2 },
  );

/** No decision was had, and perhaps one was made. */
class Undecided {
  constructor(readonly error: DomainError) {}
}

type Entry = Waiting<Call, Outcome | Undecided>;

/** Twice equals once for these, with or without an idempotency key. */
const repeatable = new Set(['set', 'commit', 'cancel', 'heartbeat', 'end']);

/** Calls of any number of callers, decided in groups: each group is one transaction. */
@Injectable()
export class CallQueue implements BeforeApplicationShutdown {
  private readonly logger = new Logger(CallQueue.name);
  private readonly coalescer: Coalescer<Call, Outcome | Undecided>;
  private wary = 0;

  constructor(
    private readonly database: Database,
    private readonly flush: Flush,
  ) {
    const options = { lanes: COUNTING_LANES, batch: 2_000, capacity: 60_000 };
    this.coalescer = new Coalescer(options, (batch) => this.settle(batch));
  }

  /**
   * One outcome for each, in their order, after commit. Throws where none of them was decided: whoever calls again
   * must not repeat what another group has counted.
   */
  async submit(calls: Call[]): Promise<Outcome[]> {
    // Groups are transactions of their own: this call's could not be undone with the one around it.
    if (this.database.inTransaction) throw new Error('Inside a transaction units are taken by Holds');
    const results = await this.coalescer.submit(calls.map((call) => ({ tenant: call.tenant, item: call })));
    const errors = results.flatMap((result) => (result instanceof Undecided ? result.error : []));
    if (errors.length > 0 && errors.length === results.length) throw errors.find(isUnknown) ?? errors[0]!;
    return results.map((result) => (result instanceof Undecided ? said(result.error) : result));
  }

  /** Finishes what was taken in before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.coalescer.drained();
  }

  private async settle(batch: Entry[]): Promise<void> {
    let lookUpKeys = this.wary > 0;
    if (lookUpKeys) this.wary--;
    for (let attempt = 1; batch.length > 0; attempt++) {
      let committing = false;
      try {
        const outcomes = await this.database.transaction(async () => {
          committing = false;
          const calls = batch.map(({ item }) => item);
          const decided = await this.flush.write(calls, lookUpKeys);
          committing = true;
          return decided;
        });
        for (const [index, entry] of batch.entries()) entry.settle(outcomes[index]!);
        return;
      } catch (error) {
        if (error instanceof KeyMet) {
          lookUpKeys = true;
          this.wary = WARY;
          if (attempt < ATTEMPTS) continue;
        }
        if (!isLostConnection(error)) return this.isolate(batch, error);
        if (committing) batch = this.failUncertain(batch);
        if (attempt === ATTEMPTS) return this.isolate(batch, error);
        await delay(Math.random() * 100 * 2 ** attempt);
      }
    }
  }

  /** Whoever can be called twice goes on; the others are told that nobody knows. */
  private failUncertain(batch: Entry[]): Entry[] {
    const isSafe = ({ item }: Entry) => item.idempotencyKey !== null || repeatable.has(item.verb);
    for (const entry of batch) if (!isSafe(entry)) entry.settle(new Undecided(unknownOutcome()));
    return batch.filter(isSafe);
  }

  /** One bad call must fail alone: halves are written by themselves until it is found. */
  private async isolate(batch: Entry[], error: unknown): Promise<void> {
    if (isOutage(error)) {
      for (const entry of batch) entry.settle(new Undecided(unavailable()));
      return;
    }
    if (batch.length === 1) {
      const { verb, tenant, key } = batch[0]!.item;
      this.logger.error({ err: error, verb, tenant, key }, 'a call could not be decided');
      batch[0]!.settle(internal);
      return;
    }
    const middle = batch.length >> 1;
    await this.settle(batch.slice(0, middle));
    await this.settle(batch.slice(middle));
  }
}

const isUnknown = ({ details }: DomainError): boolean => details.code === 'outcome_unknown';

/** Of one item among others that were decided. */
const said = ({ details, message }: DomainError): Outcome => refused(details.code as RefusedCode, message);
