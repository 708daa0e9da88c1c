import { expect, it } from '@jest/globals';
import { DAY } from '@tenantry/kernel';
import { companies } from './companies';
import { historyOf, sessionsIn } from './conversations';
import { Random } from './random';

const until = new Date('2026-11-21T18:00:00Z');
const histories = companies.map((company) => ({ company, ...historyOf(company, until, 90) }));

it('draws the same numbers for a seed, everywhere and always', () => {
  const random = new Random('seed');
  const drawn = Array.from({ length: 5 }, () => random.int(0, 999));
  expect(drawn).toEqual([4, 692, 780, 30, 48]);
});

it('draws evenly', () => {
  const random = new Random('even');
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.int(0, 9)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  const letters = { a: 0, b: 0 };
  for (let i = 0; i < 10_000; i++) letters[random.weighted({ a: 3, b: 1 })]++;
  expect(letters.a / letters.b).toBeCloseTo(3, 0);
});

it.each(histories)('gives $company.slug 90 days with a rhythm', ({ company, conversations, joins }) => {
  expect(conversations.length).toBeGreaterThan(2_000);
  expect(conversations.length).toBeLessThan(8_000);
  expect(new Set(conversations.map(({ id }) => id)).size).toBe(conversations.length);
  expect(new Set(conversations.map(({ startedAt }) => startedAt.slice(0, 10))).size).toBeGreaterThanOrEqual(
    85,
  );
  expect(new Set(conversations.map(({ channel }) => channel)).size).toBe(
    Object.keys(company.channels).length,
  );
  expect(conversations.some(({ user }) => user === null)).toBe(true);
  expect(conversations.some(({ initiatedBy }) => initiatedBy === 'agent')).toBe(true);
  expect(joins.length).toBeGreaterThan(20);
  expect(conversations.every(({ startedAt }) => Date.parse(startedAt) <= until.getTime())).toBe(true);
  expect(sessionsIn(conversations, company.sessionMinutes)).toBeLessThan(conversations.length);
});

it('tells the same of a day whenever it is asked', () => {
  const later = historyOf(companies[0]!, new Date(until.getTime() + DAY), 90).conversations;
  const known = new Map(later.map((conversation) => [conversation.id, conversation]));
  const shared = histories[0]!.conversations.filter(({ id }) => known.has(id));
  expect(shared.length).toBeGreaterThan(4_000);
  for (const conversation of shared) expect(known.get(conversation.id)).toEqual(conversation);
});

it('counts sessions by windows that the first conversation of a user and channel opens', () => {
  const [first] = histories[0]!.conversations;
  const at = (minutes: number, changes = {}) => ({
    ...first!,
    user: { reference: 'u', name: 'U', email: 'u@mail.test', role: 'customer' },
    startedAt: new Date(minutes * 60_000).toISOString(),
    ...changes,
  });
  expect(sessionsIn([at(0), at(59), at(60), at(61), at(119), at(120)], 60)).toBe(3);
  expect(
    sessionsIn([at(0), at(1, { channel: 'other' }), at(2, { user: null }), at(3, { user: null })], 60),
  ).toBe(4);
});
