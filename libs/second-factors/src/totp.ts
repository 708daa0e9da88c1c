import { createHmac } from 'node:crypto';
import { sameBytes, SECOND } from '@tenantry/kernel';

// RFC 6238 as every authenticator app knows it: SHA-1, six digits, steps of 30 seconds.
const STEP = 30 * SECOND;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export const stepAt = (instant: Date): number => Math.floor(instant.getTime() / STEP);

export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = digest[19]! & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * The step that a code is of, one step early or late allowed for clocks that differ; null when it is of none of
 * these, or of one that is not after `last`.
 */
export function stepOf(secret: Buffer, code: string, now: Date, last: number): number | null {
  const current = stepAt(now);
  const found = [current - 1, current, current + 1].filter((step) =>
    sameBytes(Buffer.from(codeAt(secret, step)), Buffer.from(code)),
  );
  return found.find((step) => step > last) ?? null;
}

export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => alphabet[parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What the picture of a code says to an authenticator app. */
export function otpauthUri(secret: Buffer, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}
