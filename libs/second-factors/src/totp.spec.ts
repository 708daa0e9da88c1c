import { describe, expect, it } from '@jest/globals';
import { base32, codeAt, otpauthUri, stepAt, stepOf } from './totp';

/** The secret of RFC 6238’s table, whose codes have eight digits: the last six are ours. */
const secret = Buffer.from('12345678901234567890');

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is the one of RFC 6238', (second, code) => {
    expect(codeAt(secret, stepAt(new Date(second * 1_000)))).toBe(code);
  });

  it('fits one step early and late, and only after the last one used', () => {
    const now = new Date('2026-11-21T10:00:00.000Z');
    const step = stepAt(now);
    const of = (offset: number, last = 0) => stepOf(secret, codeAt(secret, step + offset), now, last);
    expect([-2, -1, 0, 1, 2].map((offset) => of(offset))).toEqual([null, step - 1, step, step + 1, null]);
    expect([-1, 0, 1].map((offset) => of(offset, step))).toEqual([null, null, step + 1]);
    for (const code of ['', '12345', '1234567', 'abcdef', ' 287082'])
      expect(stepOf(secret, code, now, 0)).toBeNull();
  });
});

it('secrets are written as apps read them', () => {
  expect(base32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  expect(otpauthUri(secret, 'Tenantry', 'ada@acme.test')).toBe(
    'otpauth://totp/Tenantry:ada%40acme.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tenantry&algorithm=SHA1&digits=6&period=30',
  );
});
