import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DomainError, FixedClock, SECOND } from '@tenantry/kernel';
import type { KeyChecks } from '@tenantry/keys';
import type { Rights } from '@tenantry/permissions';
import type { SignIns } from '@tenantry/sign-in';
import type { Principal } from '@tenantry/trpc';
import { RunningRights } from './running-rights';
import type { Sending } from './running-rights';

const clock = new FixedClock(new Date('2026-06-15T12:00:00Z'));
/** What the next question is answered with. */
let sessionGoesOn: () => boolean;
let featureRefused: () => 'tenant' | null;
let keyNow: () => Principal;
let asked: number;
let ended: number;

const rights = new RunningRights(
  { goesOn: async () => (asked++, sessionGoesOn()) } as unknown as SignIns,
  { principalOf: async () => (asked++, keyNow()) } as unknown as KeyChecks,
  { refusalOf: async () => featureRefused() } as unknown as Rights,
  clock,
);
const ada = { kind: 'user', id: 'u', name: 'Ada', tenantId: 't', role: 'admin', sessionId: 's' } as never;
const key = (...scopes: string[]) => ({ kind: 'key', scopes: new Set(scopes) }) as never;
const watch = (principal: Principal, meta: Sending['meta'] = {}) =>
  rights.watch({ ctx: { principal, host: 'acme.localhost' }, meta, apiKey: 'k' }, () => ended++);
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    clock.advance(SECOND);
    await jest.advanceTimersByTimeAsync(SECOND);
  }
}
const away = (): never => {
  throw new DomainError('unavailable', 'The database is away.');
};

beforeEach(() => {
  jest.useFakeTimers();
  [asked, ended] = [0, 0];
  sessionGoesOn = () => true;
  featureRefused = () => null;
  keyNow = () => key('a');
});
afterEach(() => {
  jest.useRealTimers();
});

it('asks once a second while a file is sent, and no more once it is', async () => {
  const stop = watch(ada);
  await pass(10);
  expect([asked, ended]).toEqual([10, 0]);
  stop();
  await pass(5);
  expect(asked).toBe(10);
});

it('ends once with the session, and with the feature', async () => {
  watch(ada);
  sessionGoesOn = () => false;
  await pass(3);
  expect([asked, ended]).toEqual([1, 1]);
  sessionGoesOn = () => true;
  watch(ada, { feature: 'log.export' });
  await pass(1);
  featureRefused = () => 'tenant';
  await pass(1);
  expect(ended).toBe(2);
});

it('ends with a key, and with its scope', async () => {
  watch(key('a'), { scope: 'a' });
  await pass(2);
  expect(ended).toBe(0);
  keyNow = () => key('b');
  await pass(1);
  expect(ended).toBe(1);
  watch(key('a'));
  keyNow = () => ({ kind: 'anonymous' });
  await pass(1);
  expect(ended).toBe(2);
});

it('believes what it knew for five seconds where nobody can tell, and not longer', async () => {
  watch(ada);
  await pass(2);
  sessionGoesOn = away;
  await pass(4);
  expect(ended).toBe(0);
  sessionGoesOn = () => true;
  await pass(1);
  sessionGoesOn = away;
  await pass(4);
  expect(ended).toBe(0);
  await pass(1);
  expect(ended).toBe(1);
});

it('ends where asking is a mistake of ours', async () => {
  watch(ada);
  sessionGoesOn = () => {
    throw new TypeError('broken');
  };
  await pass(1);
  expect(ended).toBe(1);
});
