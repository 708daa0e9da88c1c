import { describe, expect, it } from '@jest/globals';
import { featureChange, poolChanges } from './comparison';
import { evaluation, graceEndOf, stateAt } from './terms';
import type { Terms } from './terms';

const year: Terms = {
  ...evaluation,
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: new Date('2027-01-01T00:00:00Z'),
  graceDays: 14,
};

describe('the state of a licence', () => {
  it.each([
    ['2025-12-31T23:59:59.999Z', 'not_yet_valid'],
    ['2026-01-01T00:00:00.000Z', 'valid'],
    ['2026-12-31T23:59:59.999Z', 'valid'],
    ['2027-01-01T00:00:00.000Z', 'grace'],
    ['2027-01-14T23:59:59.999Z', 'grace'],
    ['2027-01-15T00:00:00.000Z', 'expired'],
  ])('is at %s %s', (at, state) => {
    expect(stateAt(year, new Date(at))).toBe(state);
  });

  it('is never grace without grace days, and always valid without an end', () => {
    expect(stateAt({ ...year, graceDays: 0 }, year.validTo!)).toBe('expired');
    expect(stateAt({ ...year, validTo: null }, new Date('2999-01-01T00:00:00Z'))).toBe('valid');
    expect(graceEndOf({ ...year, validTo: null })).toBeNull();
  });
});

describe('what a licence would change', () => {
  const allocated = { agents: 700, ai_agents: 0, ai_tenants: 0, tenants: 100, workflow_triggers: 5 };

  it('tells for each pool what goes up or down, and what is allocated beyond it', () => {
    const sizes = { agents: 500, ai_agents: null, ai_tenants: 5, tenants: 101, workflow_triggers: 0 };
    const after = { ...evaluation, pools: sizes };
    expect(poolChanges(evaluation, after, allocated)).toEqual([
      { pool: 'agents', before: 1_000, size: 500, direction: 'down', allocated: 700, free: 0, excess: 200 },
      { pool: 'ai_agents', before: 20, size: null, direction: 'up', allocated: 0, free: null, excess: 0 },
      { pool: 'ai_tenants', before: 5, size: 5, direction: 'same', allocated: 0, free: 5, excess: 0 },
      { pool: 'tenants', before: 100, size: 101, direction: 'up', allocated: 100, free: 1, excess: 0 },
      {
        pool: 'workflow_triggers',
        before: 100_000,
        size: 0,
        direction: 'down',
        allocated: 5,
        free: 0,
        excess: 5,
      },
    ]);
    expect(poolChanges(after, evaluation, allocated)[1]).toMatchObject({ before: null, direction: 'down' });
    expect(poolChanges(after, after, allocated)[1]).toMatchObject({ before: null, direction: 'same' });
  });

  it('tells which features are gained and lost between two lists, and no guesses about all of them', () => {
    const list = (...keys: string[]) => ({ ...evaluation, features: new Set(keys) });
    expect(featureChange(list('b', 'a'), list('c', 'b'))).toEqual({
      before: ['a', 'b'],
      after: ['b', 'c'],
      gained: ['c'],
      lost: ['a'],
    });
    expect(featureChange(evaluation, list('a'))).toEqual({
      before: null,
      after: ['a'],
      gained: [],
      lost: [],
    });
  });
});
