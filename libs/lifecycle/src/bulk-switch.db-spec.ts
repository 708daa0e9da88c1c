import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DomainError, newId, notFound } from '@tenantry/kernel';
import type { LogEntry, Who } from '@tenantry/kernel';
import { BulkSwitch } from './bulk-switch.service';
import type { TenantSwitch } from './tenant-switch.service';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchSchema();
});
afterAll(() => scratch?.drop());

const entries: LogEntry[] = [];
const who: Who = {
  actor: { kind: 'operator', id: newId(), name: 'Olga' },
  tenantId: null,
  host: null,
  ip: null,
  userAgent: null,
  requestId: 'r1',
  record: async (entry) => void entries.push(entry),
};

it('gives each id its result, in order, whatever becomes of the others', async () => {
  const [good, was, none, broken] = [newId(), newId(), newId(), newId()];
  const done: string[] = [];
  // Only what one switch answers; what it does is its own spec's.
  const one = {
    disable: async (id: string) => {
      if (id === was || done.includes(id))
        throw new DomainError('conflict', 'Already.', { code: 'already_disabled' });
      if (id === none) throw notFound('tenant');
      if (id === broken) throw new Error('the database went away');
      done.push(id);
    },
  } as unknown as TenantSwitch;
  const many = new BulkSwitch(scratch.database, one);
  const ids = [broken, good, was, none, good];
  const outcomes = async () =>
    (await many.to('disabled', ids, 'unpaid', who)).results.map(({ tenantId, outcome }) => [
      tenantId,
      outcome,
    ]);
  expect(await outcomes()).toEqual([
    [broken, 'failed'],
    [good, 'changed'],
    [was, 'unchanged'],
    [none, 'missing'],
    [good, 'changed'],
  ]);
  expect((await outcomes())[1]).toEqual([good, 'unchanged']);
  expect(entries.map(({ action, after }) => ({ action, after }))).toEqual([
    {
      action: 'tenants.bulk_disabled',
      after: { failed: 1, changed: 1, unchanged: 1, missing: 1, reason: 'unpaid' },
    },
    { action: 'tenants.bulk_disabled', after: { failed: 1, unchanged: 2, missing: 1, reason: 'unpaid' } },
  ]);
});
