import { describe, expect, it } from '@jest/globals';
import { emailInput, instantInput } from './inputs';

describe('an instant', () => {
  it('is read with its zone', () => {
    expect(instantInput.parse('2026-01-31T10:00:00+01:00')).toEqual(new Date('2026-01-31T09:00:00Z'));
  });

  it.each([
    '2026-01-31T09:00:00',
    '2026-02-30T09:00:00Z',
    '1969-12-31T23:59:59Z',
    '0000-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
  ])('is refused as %s', (text) => {
    expect(instantInput.safeParse(text).success).toBe(false);
  });
});

describe('an e-mail address', () => {
  it.each(['a@x.test\r\nBcc: b@x.test', 'A <a@x.test>', 'a', ''])('is refused as %j', (text) => {
    expect(emailInput.safeParse(text).success).toBe(false);
  });
});
