import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Allocations } from '@tenantry/capabilities';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { DAY, FixedClock, idToBytes, MINUTE, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Filler, whereabouts } from '../test';
import { Mortal } from '../test/kill';
import { Batches } from './batches.service';
import { DeletionModule } from './deletion.module';
import { Deletions } from './deletions.service';
import { PurgeJob } from './purge.job';
import { keptTables, lastTables, tenantTables } from './tables';
import type { TombstoneDocument } from './tombstone-files.service';
import { Tombstones } from './tombstones.service';

const listed = [...tenantTables, ...lastTables.filter(({ table }) => table !== 'tenants')];
const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));
const operatorId = newId();

let scratch: Scratch;
let files: string;
let module: TestingModule;
let filler: Filler;
let made = 0;

const get = <T>(type: abstract new (...services: never[]) => T): T =>
  module.get(type as never, { strict: false });

async function start(): Promise<TestingModule> {
  const made = await Test.createTestingModule({
    imports: [
      installation(clock, { files }),
      DatabaseModule.forRoot({ url: scratch.url, poolSize: 4 }),
      LogsModule,
      DeletionModule,
    ],
  }).compile();
  // What it says of killed purges and changed files is expected here.
  made.useLogger(false);
  return made;
}

beforeAll(async () => {
  scratch = await scratchSchema();
  files = await mkdtemp(join(tmpdir(), 'tenantry-deletion-'));
  module = await start();
  filler = await Filler.of(get(Database));
});
afterAll(async () => {
  await module?.close();
  await scratch?.drop();
  if (files) await rm(files, { recursive: true });
});

/** One with rows everywhere, and what the pools know of it. */
async function furnished(rows = 2): Promise<{ id: string; slug: string; name: string }> {
  const [id, slug] = [newId(), `zq${++made}x-acme`];
  await get(Database).transaction(async () => {
    await get(Allocations).begin([{ pool: 'tenants', delta: 1 }]);
  });
  await filler.tenant(id, slug, listed, 1);
  for (let row = 1; row < rows; row++)
    for (const table of tenantTables.toReversed())
      await filler.row(id, `${slug}-more${row}`, table).catch(ignoreDuplicate);
  const folder = join(files, 'exports', id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'archive.zip'), slug);
  return { id, slug, name: `${slug} Ltd` };
}
function ignoreDuplicate(error: { errno?: number }): void {
  if (error.errno !== 1062) throw error;
}

function by(): Who {
  const actor = { kind: 'operator' as const, id: operatorId, name: 'Olga' };
  const who = { actor, tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() };
  return { ...who, record: (entry) => get(OperationLogs).record(who, entry) };
}

async function counts(tenantId: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of [...tenantTables, ...lastTables]) {
    const rows = await get(Batches).count(tenantId, table, 1_000);
    if (rows > 0) found[table.table] = rows;
  }
  return found;
}

/** Mail is sent by nobody here. */
const mailLeaves = () =>
  get(Database).query(
    "UPDATE outbox SET state = 'sent' WHERE letter = 'tenant-deleted' AND state = 'queued'",
  );

const remove = (tenant: { id: string; name: string }, when: 'after_grace' | 'now' = 'now') =>
  get(Deletions).delete(tenant.id, { companyName: tenant.name, reason: 'The end', when }, by());

async function purged(tenant: { id: string; name: string }): Promise<TombstoneDocument> {
  await remove(tenant);
  clock.advance(6 * MINUTE);
  await runAll();
  return stone(tenant.id);
}

/** What the last mail waits for is over. */
async function runAll(): Promise<void> {
  const running = get(PurgeJob).run();
  let done = false;
  void running.finally(() => (done = true)).catch(() => undefined);
  while (!done) {
    await mailLeaves();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await running;
}

async function stone(tenantId: string): Promise<TombstoneDocument> {
  const [row] = await get(Database).query<{ document: string }[]>(
    'SELECT document FROM tombstones WHERE tenant_id = ?',
    [idToBytes(tenantId)],
  );
  return JSON.parse(row!.document) as TombstoneDocument;
}
const allocated = async () => {
  const rows = await get(Database).query<{ pool: string; allocated: string }[]>(
    'SELECT pool, allocated FROM licence_pools ORDER BY pool',
  );
  return Object.fromEntries(rows.map((row) => [row.pool, Number(row.allocated)]));
};

describe('the list', () => {
  it('has every table with rows of tenants, and each is found by an index', async () => {
    const names = listed.filter(({ of }) => !of).map(({ table }) => table);
    expect(filler.ofTenants().filter((table) => !names.includes(table))).toEqual(keptTables.toSorted());
    const rows = await get(Database).query<{ tbl: string }[]>(
      `SELECT DISTINCT table_name AS tbl FROM information_schema.statistics
       WHERE table_schema = DATABASE() AND column_name = 'tenant_id' AND seq_in_index = 1`,
    );
    const indexed = new Set(rows.map(({ tbl }) => tbl));
    expect(names.filter((table) => !indexed.has(table))).toEqual([]);
  });

  it('names what hangs on a row before the row', async () => {
    const rows = await get(Database).query<{ child: string; parent: string }[]>(
      `SELECT table_name AS child, referenced_table_name AS parent FROM information_schema.referential_constraints
       WHERE constraint_schema = DATABASE() AND table_name <> referenced_table_name`,
    );
    const order = [...tenantTables, ...lastTables].map(({ table }) => table);
    const wrong = rows.filter(
      ({ child, parent }) =>
        order.includes(child) && order.includes(parent) && order.indexOf(child) > order.indexOf(parent),
    );
    expect(wrong).toEqual([]);
  });
});

describe('a purge', () => {
  it('leaves nothing but the tombstone, and others as they were', async () => {
    const other = await furnished();
    const before = { others: await counts(other.id), pools: await allocated() };
    const tenant = await furnished();
    const rows = await counts(tenant.id);
    expect([...tenantTables, ...lastTables].filter(({ table }) => !rows[table])).toEqual([]);
    const [{ mac }] = (await get(Database).query(
      'SELECT mac FROM operation_log WHERE tenant_id = ? ORDER BY id DESC LIMIT 1',
      [idToBytes(tenant.id)],
    )) as [{ mac: Buffer }];

    const document = await purged(tenant);

    expect(await whereabouts(get(Database), { words: [tenant.slug], ids: [tenant.id] })).toEqual([
      'tombstones.document',
      'tombstones.tenant_id',
    ]);
    expect(await readdir(join(files, 'exports'))).toEqual([other.id]);
    expect({ others: await counts(other.id), pools: await allocated() }).toEqual(before);
    expect(document).toMatchObject({ tenantId: tenant.id, deletedBy: operatorId, mode: 'now', files: 1 });
    expect(document.lastLogMac).not.toBe(mac.toString('hex'));
    // Its own last words, and the mail to its one admin, came in between.
    const { operation_log: log, outbox: mail, sign_in_sessions: sessions, ...removed } = rows;
    expect(document.rows).toEqual({
      ...removed,
      sign_in_sessions: sessions,
      operation_log: log! + 1,
      outbox: mail! + (rows['users'] ?? 0),
    });
    expect(await get(OperationLogs).list(null, { limit: 1 })).toMatchObject([
      { action: 'tenant.purged', targetId: document.id, targetName: null },
    ]);
  });

  it('takes along drafts that name it, and forgets in others that they were begun from it', async () => {
    const tenant = await furnished(1);
    const [{ host }] = (await get(Database).query('SELECT host FROM tenant_hosts WHERE tenant_id = ?', [
      idToBytes(tenant.id),
    ])) as [{ host: string }];
    const contents = [
      { values: { company: { companyName: 'Somebody', slug: tenant.slug } } },
      { values: { admin: { email: `  ${host.toUpperCase()} ` } } },
      { values: { company: { companyName: tenant.name, slug: 'somebody-else' } } },
    ].map((content) => JSON.stringify(content));
    for (const content of contents)
      await get(Database).query(
        'INSERT INTO drafts (id, operator_id, source_tenant_id, content) VALUES (?, ?, ?, ?)',
        [idToBytes(newId()), idToBytes(operatorId), idToBytes(tenant.id), content],
      );
    await purged(tenant);
    const left = await get(Database).query('SELECT content, source_tenant_id FROM drafts');
    expect(left).toEqual([{ content: contents[2], source_tenant_id: null }]);
    await get(Database).query('DELETE FROM drafts');
  });

  it('waits for the end of the grace, and restoring ends the matter', async () => {
    const tenant = await furnished(1);
    await remove(tenant, 'after_grace');
    clock.advance(30 * DAY - 1);
    await runAll();
    expect((await counts(tenant.id))['tenants']).toBe(1);
    await get(Deletions).restore(tenant.id, 'A mistake', by());
    clock.advance(DAY);
    await runAll();
    expect((await counts(tenant.id))['users']).toBe(1);
    await remove(tenant, 'after_grace');
    clock.advance(30 * DAY + 6 * MINUTE);
    await runAll();
    expect(await counts(tenant.id)).toEqual({});
    expect((await stone(tenant.id)).mode).toBe('after_grace');
  });

  it('that is killed before any of its statements is finished by the next one, and its counts are right', async () => {
    const tenant = await furnished(1);
    const rows = await counts(tenant.id);
    await remove(tenant);
    clock.advance(6 * MINUTE);
    const mortal = new Mortal(get(Database));
    do {
      mortal.rise();
      await get(PurgeJob)
        .run()
        .catch(() => undefined);
      // Whoever comes next finds the lease ended and the mail gone.
      await scratch.source.query('UPDATE job_leases SET expires_at = NOW(3)');
      await scratch.source.query("UPDATE outbox SET state = 'sent' WHERE letter = 'tenant-deleted'");
    } while (mortal.retire());
    // Of each table at least its look, its deletion and its second look.
    expect(mortal.deaths.size).toBeGreaterThan(tenantTables.length * 3);
    expect(await whereabouts(get(Database), { words: [tenant.slug], ids: [tenant.id] })).toEqual([
      'tombstones.document',
      'tombstones.tenant_id',
    ]);
    const { rows: removed } = await stone(tenant.id);
    expect(removed).toEqual({
      ...rows,
      operation_log: rows['operation_log']! + 1,
      outbox: rows['outbox']! + rows['users']!,
    });
  }, 120_000);
});

describe('a backup from before the purge', () => {
  let tenant: Awaited<ReturnType<typeof furnished>>;
  let document: TombstoneDocument;
  beforeEach(async () => {
    tenant = await furnished(1);
    document = await purged(tenant);
  });

  /** As if the database had been put back. */
  async function restored(): Promise<void> {
    await get(Database).query('DELETE FROM tombstones');
    await get(Database).transaction(() => get(Allocations).begin([{ pool: 'tenants', delta: 1 }]));
    await filler.tenant(tenant.id, tenant.slug, listed, 1);
  }

  it('is purged again at start, before anybody can find the tenant, and the tombstone stays', async () => {
    await restored();
    await get(PurgeJob).onApplicationBootstrap();
    const [row] = await get(Database).query<{ purging_at: Date | null }[]>(
      'SELECT purging_at FROM tenants WHERE id = ?',
      [idToBytes(tenant.id)],
    );
    expect(row === undefined || row.purging_at !== null).toBe(true);
    await get(PurgeJob).beforeApplicationShutdown();
    module = await start();
    await runAll();
    expect(await counts(tenant.id)).toEqual({});
    expect(await stone(tenant.id)).toEqual(document);
    const [log] = await get(OperationLogs).list(null, { limit: 1 });
    expect(log).toMatchObject({ action: 'tenant.purged_again', targetId: document.id });
  });

  it('is not purged on the word of a file that somebody changed', async () => {
    const path = join(files, 'tombstones', `${document.id}.json`);
    const text = await readFile(path, 'utf8');
    await restored();
    await writeFile(path, text.replace(document.deletedBy!, newId()));
    await runAll();
    expect((await counts(tenant.id))['users']).toBe(1);
    await writeFile(path, text);
    await runAll();
    expect(await counts(tenant.id)).toEqual({});
  });

  it('whose files were lost gets its tombstone back on disk', async () => {
    await rm(join(files, 'tombstones'), { recursive: true });
    await get(Tombstones).reconcile();
    const text = await readFile(join(files, 'tombstones', `${document.id}.json`), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ tombstone: document });
  });

  it('takes rows with it that came too late', async () => {
    await filler.row(tenant.id, tenant.slug, { table: 'operation_log', group: 'log' });
    clock.advance(3 * MINUTE);
    await runAll();
    expect(await counts(tenant.id)).toEqual({});
  });
});
