import { setTimeout as delay } from 'node:timers/promises';
import { TRPCClientError } from '@trpc/client';
import { ForeignAnswer } from './client';

/** Too many requests, and what an API or its proxy answers while it is away. */
const passing = new Set([429, 502, 503, 504]);
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;

export interface RetryOptions {
  /** How long one call may go on failing before its last error is thrown, in milliseconds. */
  patience: number;
  /** Ends the wait for the next attempt. */
  signal: AbortSignal;
  onRetry?: (error: Error, pauseMs: number) => void;
}

/** Status of the answer; undefined when nothing answered. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof TRPCClientError)) return undefined;
  if (error.cause instanceof ForeignAnswer) return error.cause.status;
  return (error.data as { httpStatus?: number } | undefined)?.httpStatus;
}

export function mayPass(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const status = statusOf(error);
  return status === undefined ? isConnectionError(error) : passing.has(status);
}

/** What fetch throws when it cannot connect, at a timeout, and for an answer cut off. */
const connectionErrors = new Set(['TypeError', 'TimeoutError', 'AbortError', 'SyntaxError']);
const isConnectionError = ({ cause }: Error): boolean =>
  connectionErrors.has((cause as Error | undefined)?.name ?? '');

/** Seconds or a date, as the server asked; null when it asked nothing. */
function askedPause(error: unknown): number | null {
  const response = (error as { meta?: { response?: Response } }).meta?.response;
  const text = response?.headers?.get('retry-after');
  if (!text) return null;
  const pause = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(pause) ? Math.max(0, Math.min(pause, 60_000)) : null;
}

/** Calls again while the failure may pass. Only for calls of which twice equals once. */
export async function retrying<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const since = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (options.signal.aborted || !mayPass(error)) throw error;
      if (performance.now() - since > options.patience) throw error;
      const ceiling = Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE);
      // Jitter keeps many clients from coming back at the same moment.
      const pause = (askedPause(error) ?? ceiling / 2) + (Math.random() * ceiling) / 2;
      options.onRetry?.(error as Error, pause);
      await delay(pause, undefined, { signal: options.signal }).catch(() => {
        throw error;
      });
    }
  }
}
