import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(8 * 1024);
let offset = pool.length;
let lastMs = 0;
let counter = 0;

/** UUIDv7 bytes: 48 bits of milliseconds, a counter that keeps ids of one process in order, 62 random bits. */
export function newIdBytes(): Buffer {
  if (offset === pool.length) {
    randomFillSync(pool);
    offset = 0;
  }
  const bytes = Buffer.allocUnsafe(16);
  pool.copy(bytes, 8, offset, offset + 8);
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = pool.readUInt16BE(offset) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  offset += 8;
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes;
}

export const newId = (): string => bytesToId(newIdBytes());

export function bytesToId(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export const idToBytes = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Only the lower-case canonical form is an id, so that one thing never has two names. */
export const isId = (value: string): boolean => shape.test(value);

/** Smallest id of a moment: a lower bound for keys that are ordered by id. */
export function firstIdAt(instant: Date): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, instant.getTime()), 0, 6);
  return bytesToId(bytes);
}
