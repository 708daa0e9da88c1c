import { bytesToId, idToBytes, invalid, isId } from '@tenantry/kernel';
import type { Kind, Order, Stream } from './streams';

/** A place in an order: behind the row with this key and reference in that stream. */
export interface Place {
  stream: number;
  key: string | number | Date | null;
  ref: Buffer;
}

/** A tenant, and where it stands. */
export interface Found extends Place {
  id: Buffer;
}

export function cursorOf({ sort, descending }: Order, { stream, key, ref }: Place): string {
  const text = key instanceof Date ? key.toISOString() : key;
  return Buffer.from(JSON.stringify([sort, descending, stream, text, bytesToId(ref)])).toString('base64url');
}

/** Refuses what another order gave, or nobody. */
export function placeOf(cursor: string, order: Order, streams: readonly Stream[]): Place {
  const [sort, descending, stream, key, ref] = parsed(cursor);
  const kind = typeof stream === 'number' ? streams[stream]?.kind : undefined;
  const value = kind && keyIn(kind, key);
  if (
    sort !== order.sort ||
    descending !== order.descending ||
    value === undefined ||
    typeof ref !== 'string' ||
    !isId(ref)
  )
    throw invalid('cursor', 'This is not where a page of this order began.', 'malformed');
  return { stream: stream as number, key: value, ref: idToBytes(ref) };
}

function keyIn(kind: Kind, key: unknown): Place['key'] | undefined {
  if (kind === 'none') return key === null ? null : undefined;
  if (kind === 'number') return typeof key === 'number' && Number.isSafeInteger(key) ? key : undefined;
  if (typeof key !== 'string') return undefined;
  if (kind === 'text') return key;
  // The database refuses to compare such a column with anything else.
  if (kind === 'ascii') return /^[\x20-\x7e]*$/.test(key) ? key : undefined;
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(key) && !Number.isNaN(Date.parse(key))
    ? new Date(key)
    : undefined;
}

function parsed(cursor: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? content : [];
  } catch {
    return [];
  }
}
