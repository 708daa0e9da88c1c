import { describe, expect, it } from '@jest/globals';
import { bareAddress, senderOf } from './address';
import { backOff, failureOf, oneLine, serverBackOff } from './failures';

const failure = (over: object) => failureOf(Object.assign(new Error('no'), over)).kind;

describe('a failure', () => {
  it('is the server’s when nobody answers, it closes, or it does not know us', () => {
    for (const code of ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EAUTH', 'EABORT'])
      expect(failure({ code })).toBe('server');
    expect(failure({ code: 'EENVELOPE', responseCode: 421, command: 'RCPT TO' })).toBe('server');
    expect(failure({ code: 'EAUTH', responseCode: 535, command: 'AUTH PLAIN' })).toBe('server');
  });

  it('is permanent when the mail is refused for good', () => {
    expect(failure({ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' })).toBe('permanent');
    expect(failure({ code: 'EMESSAGE', responseCode: 554, command: 'DATA' })).toBe('permanent');
    expect(failure({ code: 'EENVELOPE', command: 'API' })).toBe('permanent');
  });

  it('is temporary when it may pass, also when our sender is refused', () => {
    expect(failure({ code: 'EENVELOPE', responseCode: 450, command: 'RCPT TO' })).toBe('temporary');
    expect(failure({ code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' })).toBe('temporary');
    expect(failure({})).toBe('temporary');
  });

  it('does not tell the secrets of the mail', () => {
    const error = new Error('554 looks like spam: https://a.test/activate?token=t0ken');
    expect(failureOf(error, ['t0ken']).reason).toBe('554 looks like spam: https://a.test/activate?token=•••');
  });

  it('is told on one line of at most 500 signs', () => {
    expect(oneLine('550 no\r\n550 never')).toBe('550 no 550 never');
    expect(oneLine('x'.repeat(900))).toHaveLength(500);
  });
});

describe('the back-off', () => {
  it('grows from one second to fifteen minutes', () => {
    const longest = [1, 2, 3, 4, 5, 6, 12].map((attempt) => backOff(attempt, 1_000, () => 1));
    expect(longest).toEqual([1_000, 4_000, 16_000, 64_000, 256_000, 900_000, 900_000]);
    expect(backOff(5, 1_000, () => 0)).toBe(0);
  });

  it('asks a missing server again within half a minute', () => {
    expect([1, 2, 20].map((failures) => serverBackOff(failures, () => 1))).toEqual([500, 1_000, 30_000]);
  });
});

describe('an address', () => {
  it('is bare', () => {
    expect(bareAddress('lina.o+x@acme.test')).toBe('lina.o+x@acme.test');
    for (const text of ['a@b.test\r\nBcc: c@d.test', 'A <a@b.test>', 'a@b.test,c@d.test', 'a@b.test\0', ' '])
      expect(() => bareAddress(text)).toThrow('Not an e-mail address');
  });

  it('of the sender may carry a name', () => {
    const address = 'no-reply@Tenantry.test';
    expect(senderOf(address)).toEqual({ name: '', address, domain: 'tenantry.test' });
    for (const text of [`Tenantry <${address}>`, `"Tenantry" <${address}>`])
      expect(senderOf(text)).toEqual({ name: 'Tenantry', address, domain: 'tenantry.test' });
    for (const text of ['', 'Tenantry', 'T\r\nBcc: x@y.test <a@b.test>', '<a@b.test>, c@d.test'])
      expect(() => senderOf(text)).toThrow('MAIL_FROM');
  });
});
