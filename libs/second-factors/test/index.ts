import { codeAt, stepAt } from '../src/totp';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for a secret, `steps` away from now. */
export function appCode(secret: string, now: Date, steps = 0): string {
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  return codeAt(Buffer.from(bytes), stepAt(now) + steps);
}
