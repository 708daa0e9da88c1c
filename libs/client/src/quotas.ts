import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@tenantry/router';
import { retrying } from './retry';

type Inputs = inferRouterInputs<AppRouter>['capabilities'];
type Outputs = inferRouterOutputs<AppRouter>['capabilities'];

/** One item of `capabilities.consume` and `release`. */
export type QuotaItem = Inputs['consume']['items'][number];
/** What became of an item: `granted`, `repeat`, `refused` with why, `conflict` or `invalid`. */
export type QuotaResult = Outputs['consume']['results'][number];
/** What `capabilities.limits` tells, to be kept until `changes.since` names the tenant or `validUntil` has come. */
export type CapabilityLimits = Outputs['limits'];
export type CapabilityUsage = Outputs['usage']['tenants'][number];

/** What `countedBy` needs of a client. */
export interface Counting {
  capabilities: {
    consume: Counts;
    release: Counts;
  };
}

interface Counts {
  mutate(
    input: { items: QuotaItem[] },
    options?: { signal?: AbortSignal },
  ): Promise<{ results: QuotaResult[] }>;
}

export interface CountingOptions {
  /** How long a call is tried again while the API is away, in milliseconds. */
  patience?: number;
}

const MOST = 1_000;
const CALL_TIMEOUT = 30_000;

interface Waiting {
  item: QuotaItem;
  resolve(result: QuotaResult): void;
  reject(error: unknown): void;
}

/**
 * Takes and gives back one by one, sent in groups: while a call is under way, what is asked meanwhile forms the next,
 * so that a busy service makes few calls and a quiet one waits for nothing. An item without an idempotency key is
 * given one, which makes it safe to send again.
 */
export function countedBy(client: Counting, { patience = 10_000 }: CountingOptions = {}) {
  return {
    consume: group(client.capabilities.consume, patience),
    release: group(client.capabilities.release, patience),
  };
}

function group(verb: Counts, patience: number): (item: QuotaItem) => Promise<QuotaResult> {
  const queue: Waiting[] = [];
  let busy = false;

  const send = async (some: Waiting[]) => {
    const items = some.map(({ item }) => item);
    const call = () => verb.mutate({ items }, { signal: AbortSignal.timeout(CALL_TIMEOUT) });
    try {
      const { results } = await retrying(call, { patience, signal: new AbortController().signal });
      for (const [index, one] of some.entries()) one.resolve(results[index]!);
    } catch (error) {
      for (const one of some) one.reject(error);
    }
  };
  const drain = async () => {
    while (queue.length > 0) await send(queue.splice(0, MOST));
    busy = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      const keyed =
        item.idempotencyKey === undefined ? { ...item, idempotencyKey: crypto.randomUUID() } : item;
      queue.push({ item: keyed, resolve, reject });
      if (busy) return;
      busy = true;
      queueMicrotask(() => void drain());
    });
}
