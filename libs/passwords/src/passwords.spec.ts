import { describe, expect, it } from '@jest/globals';
import { badHash } from '../test/hashes';
import { Passwords, readablePassword } from './passwords';

class Tight extends Passwords {
  protected override readonly limits = { parallel: 1, waiting: 2 };
}

describe('a password', () => {
  it('is verified against its hash, however the keyboard composed it', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('na\u00efve passphrase');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hash, 'nai\u0308ve passphrase')).toBe(true);
    expect(await passwords.verify(hash, 'naive passphrase')).toBe(false);
    expect(await passwords.hash('na\u00efve passphrase')).not.toBe(hash);
  });

  it.each([['none', null], ...Object.entries(badHash)])(
    'never fits a hash that is %s, and trying costs what a real one costs',
    async (_, hash) => {
      const passwords = new Passwords();
      const real = await passwords.hash('the real password');
      const time = async (of: string | null) => {
        const start = performance.now();
        expect(await passwords.verify(of, 'another password')).toBe(false);
        return performance.now() - start;
      };
      const [bad, good] = [[], []] as [number[], number[]];
      for (let round = 0; round < 3; round++) {
        bad.push(await time(hash));
        good.push(await time(real));
      }
      expect(passwords.verifications).toBe(6);
      // A hash that was not worked on answers a hundred times sooner, a costly one a hundred times later.
      expect(Math.min(...bad) / Math.min(...good)).toBeGreaterThan(0.2);
      expect(Math.min(...bad) / Math.min(...good)).toBeLessThan(5);
    },
  );

  it('that is generated can be read aloud', () => {
    const some = Array.from({ length: 200 }, readablePassword);
    expect(new Set(some).size).toBe(200);
    for (const password of some)
      expect(password).toMatch(/^([abcdefghjkmnpqrstuvwxyz23456789]{4}-){4}[a-z2-9]{4}$/);
    expect(20 * Math.log2(31)).toBeGreaterThan(80);
  });
});

describe('many at once', () => {
  it('wait for each other up to a bound, and beyond it are told to come back', async () => {
    const passwords = new Tight();
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => passwords.verify(null, 'some password')),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect((results[4] as PromiseRejectedResult).reason).toMatchObject({
      kind: 'too_many',
      details: { code: 'busy', retryAfterSeconds: 5 },
    });
    expect(passwords.verifications).toBe(3);
    expect(await passwords.verify(null, 'some password')).toBe(false);
  });
});
