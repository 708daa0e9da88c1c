import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Allocations } from '@tenantry/capabilities';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { DAY, DomainError, FixedClock, idToBytes, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { TenantSwitch } from '@tenantry/lifecycle';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Letters } from '@tenantry/mail';
import { Tenants } from '@tenantry/tenants';
import { Filler } from '../test';
import { DeletionModule } from './deletion.module';
import { Deletions } from './deletions.service';
import { Previews } from './previews.service';

const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));
const purgeAt = new Date('2026-12-20T10:00:00.000Z');

let scratch: Scratch;
let files: string;
let module: TestingModule;
let filler: Filler;
let id: string;

const get = <T>(type: abstract new (...services: never[]) => T): T =>
  module.get(type as never, { strict: false });

beforeAll(async () => {
  scratch = await scratchSchema();
  files = await mkdtemp(join(tmpdir(), 'tenantry-deletion-'));
  const database = DatabaseModule.forRoot({ url: scratch.url, poolSize: 4 });
  const imports = [installation(clock, { files }), database, LogsModule, DeletionModule];
  module = await Test.createTestingModule({ imports }).compile();
  filler = await Filler.of(get(Database));
});
afterAll(async () => {
  await module?.close();
  await scratch?.drop();
  if (files) await rm(files, { recursive: true });
});

beforeEach(async () => {
  id = newId();
  const slug = `acme${id.slice(-12)}`;
  await get(Database).transaction(() => get(Allocations).begin([{ pool: 'tenants', delta: 1 }]));
  await filler.tenant(id, slug, [], 0);
  await filler.row(id, slug, { table: 'users', group: 'people' });
  await get(Database).query("UPDATE tenants SET company_name = 'Äcme  & Sons' WHERE id = ?", [idToBytes(id)]);
});

function by(): Who {
  const actor = { kind: 'operator' as const, id: newId(), name: 'Olga' };
  const who = { actor, tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() };
  return { ...who, record: (entry) => get(OperationLogs).record(who, entry) };
}

const remove = (change: Partial<Parameters<Deletions['delete']>[1]> = {}) =>
  get(Deletions).delete(
    id,
    { companyName: 'Äcme & Sons', reason: 'Left', when: 'after_grace', ...change },
    by(),
  );
const restore = () => get(Deletions).restore(id, undefined, by());
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) =>
      error instanceof DomainError ? `${error.kind} ${error.details.code}` : String(error),
  );
const letters = async () => {
  const rows = await get(Database).query<{ letter: string }[]>(
    'SELECT letter FROM outbox WHERE tenant_id = ? ORDER BY id',
    [idToBytes(id)],
  );
  return rows.map(({ letter }) => letter);
};
const logged = async () => (await get(OperationLogs).list(id, {})).map(({ action }) => action);

describe('deleting a tenant', () => {
  it('needs its name, however that is spelt', async () => {
    expect(await faultOf(remove({ companyName: 'Acme & Sons' }))).toBe('invalid name_differs');
    expect((await get(Tenants).byId(id)).deletedAt).toBeNull();
    expect(await faultOf(remove({ companyName: ' A\u0308cme & Sons ' }))).toBe('none');
  });

  it('stops it at once, says so, and leaves thirty days', async () => {
    await filler.row(id, 'session', { table: 'sign_in_sessions', group: 'access' });
    await get(Database).query('UPDATE sign_in_sessions SET ended_at = NULL');
    await remove();
    expect(await get(Tenants).byId(id)).toMatchObject({
      ...{
        state: 'disabled',
        disabledAt: clock.now(),
        deletedAt: clock.now(),
        deletedFrom: 'enabled',
        purgeAt,
      },
    });
    expect(await get(Database).query('SELECT 1 FROM sign_in_sessions WHERE ended_at IS NULL')).toEqual([]);
    expect(await letters()).toEqual(['tenant-deletion-scheduled']);
    expect(await logged()).toEqual(['tenant.deletion_scheduled']);
  });

  it('is done once, but can be brought forward', async () => {
    await remove();
    expect(await faultOf(remove())).toBe('conflict already_deleted');
    expect(await faultOf(get(TenantSwitch).enable(id, undefined, by()))).toBe('conflict tenant_deleted');
    expect(await faultOf(get(TenantSwitch).disable(id, undefined, by()))).toBe('conflict tenant_deleted');
    clock.advance(DAY);
    expect((await remove({ when: 'now' })).purgeAt).toEqual(clock.now());
    clock.advance(-DAY);
    expect(await letters()).toEqual(['tenant-deletion-scheduled']);
  });

  it('is told beforehand by table, with what becomes free', async () => {
    await filler.row(id, 'acme.test', { table: 'tenant_hosts', group: 'company' });
    const preview = await get(Previews).of(id);
    expect(preview).toMatchObject({ files: 0, graceDays: 30, purgeAt, hosts: ['acme.test.host'] });
    expect(preview.groups).toContainEqual({
      ...{ group: 'people', rows: 1, exact: true, tables: [{ table: 'users', rows: 1, exact: true }] },
    });
    expect(preview.pools).toEqual([
      { pool: 'tenants', quantity: 1 },
      { pool: 'agents', quantity: 5 },
    ]);
  });
});

describe('restoring a tenant', () => {
  it('gives it back as it was, and its people are told', async () => {
    expect(await faultOf(restore())).toBe('conflict not_deleted');
    await remove();
    expect(await restore()).toEqual({ state: 'enabled' });
    expect(await get(Tenants).byId(id)).toMatchObject({
      state: 'enabled',
      disabledAt: null,
      deletedAt: null,
    });
    expect(await letters()).toEqual(['tenant-deletion-scheduled', 'tenant-enabled']);
    expect(await logged()).toEqual(['tenant.restored', 'tenant.deletion_scheduled']);
  });

  it('enables nobody who was disabled before', async () => {
    await get(TenantSwitch).disable(id, 'Unpaid', by());
    const { disabledAt } = await get(Tenants).byId(id);
    clock.advance(DAY);
    await remove();
    expect(await restore()).toEqual({ state: 'disabled' });
    expect(await get(Tenants).byId(id)).toMatchObject({ state: 'disabled', disabledAt, purgeAt: null });
    clock.advance(-DAY);
  });

  it('takes back the news of the deletion where it has not left yet', async () => {
    get(DeletionModule).onModuleInit();
    const mail = { letter: 'tenant-deletion-scheduled', tenantId: id } as never;
    await remove();
    expect(await get(Letters).isWanted(mail)).toBe(true);
    await restore();
    expect(await get(Letters).isWanted(mail)).toBe(false);
  });
});
