import type { ConversationReport, ConversationResult } from './client';
import { retrying, statusOf } from './retry';

/** What `reportAll` needs of a client. */
export interface Reporter {
  conversations: {
    report: {
      mutate(
        input: { conversations: ConversationReport[] },
        options?: { signal?: AbortSignal },
      ): Promise<{ results: ConversationResult[] }>;
    };
  };
}

export interface ReportProgress {
  recorded: number;
  repeat: number;
  conflict: number;
  refused: number;
}

export interface ReportOptions {
  /** At most 1,000, the API's own bound. */
  batchSize?: number;
  /** Batches under way at once. */
  parallel?: number;
  /** How long one batch is tried again while the API is away, in milliseconds. */
  patience?: number;
  /** Ends reading and waiting; batches under way are still answered. */
  signal?: AbortSignal;
  onProgress?: (totals: ReportProgress) => void;
  onRetry?: (error: Error, pauseMs: number) => void;
}

export interface Reported<T> {
  /** The very object that was given. */
  conversation: T;
  result: ConversationResult;
}

const CALL_TIMEOUT = 60_000;

/**
 * Reports conversations from any source and yields a result for each, in order, holding no more than the
 * batches under way. Batches that fail for a passing reason are sent again: ids make that safe.
 */
export async function* reportAll<T extends ConversationReport>(
  client: Reporter,
  conversations: AsyncIterable<T> | Iterable<T>,
  options: ReportOptions = {},
): AsyncGenerator<Reported<T>> {
  const { batchSize = 1000, parallel = 2, patience = 60_000, onProgress, onRetry } = options;
  const totals: ReportProgress = { recorded: 0, repeat: 0, conflict: 0, refused: 0 };
  const over = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;

  const attempt = (batch: T[]) => {
    const timeout = AbortSignal.timeout(CALL_TIMEOUT);
    return client.conversations.report.mutate(
      { conversations: batch },
      { signal: AbortSignal.any([over.signal, timeout]) },
    );
  };
  const send = async (batch: T[]): Promise<Reported<T>[]> => {
    try {
      const { results } = await retrying(() => attempt(batch), { patience, signal, onRetry });
      for (const { outcome } of results) totals[outcome]++;
      onProgress?.({ ...totals });
      return batch.map((conversation, i) => ({ conversation, result: results[i]! }));
    } catch (error) {
      // Too large, or one item spoils it: halves tell which.
      const status = statusOf(error);
      if (status !== 413 && status !== 400) throw error;
      if (batch.length === 1) {
        totals.refused++;
        onProgress?.({ ...totals });
        return [
          { conversation: batch[0]!, result: { outcome: 'refused', reason: (error as Error).message } },
        ];
      }
      const half = batch.length >> 1;
      return [...(await send(batch.slice(0, half))), ...(await send(batch.slice(half)))];
    }
  };

  const underWay: Promise<Reported<T>[]>[] = [];
  try {
    for await (const batch of batches(conversations, batchSize, options.signal)) {
      if (underWay.length >= parallel) yield* await underWay.shift()!;
      const sending = send(batch);
      // Its failure is met when its turn comes.
      sending.catch(() => undefined);
      underWay.push(sending);
    }
    while (underWay.length > 0) yield* await underWay.shift()!;
  } finally {
    over.abort();
  }
}

async function* batches<T>(
  source: AsyncIterable<T> | Iterable<T>,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of source) {
    if (signal?.aborted) return;
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
