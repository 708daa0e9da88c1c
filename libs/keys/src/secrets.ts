import { randomInt } from 'node:crypto';
import { randomToken, sha256 } from '@tenantry/kernel';

const shape = /^tnk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/;

export const isSecret = (text: string): boolean => shape.test(text);

/** The prefix is for people and says nothing about the rest. */
export function freshSecret(): { prefix: string; secret: string; hash: Buffer } {
  const prefix = `tnk_${Array.from({ length: 8 }, () => randomInt(36).toString(36)).join('')}`;
  const secret = `${prefix}_${randomToken()}`;
  return { prefix, secret, hash: sha256(secret) };
}

/** What somebody who searches by a key, or by a part of its start, may mean; never more of it than the start. */
export function prefixLike(search: string): string | null {
  const start = search.slice(0, 12);
  if (start.startsWith('tnk_') && /^[a-z0-9]*$/.test(start.slice(4))) return `tnk\\_${start.slice(4)}%`;
  return /^[a-z0-9]{1,8}$/.test(search) ? `tnk\\_${search}%` : null;
}
