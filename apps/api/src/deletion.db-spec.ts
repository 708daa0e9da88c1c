import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@tenantry/database';
import { PurgeJob } from '@tenantry/deletion';
import { Filler, lastTables, tenantTables, whereabouts } from '@tenantry/deletion/test';
import { idToBytes, Platform } from '@tenantry/kernel';
import { KeyChecks, keyScopes } from '@tenantry/keys';
import { SignIns } from '@tenantry/sign-in';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';

interface Issued {
  accessToken: string;
  sessionToken: string;
  device: string;
  secret: string;
}

let world: World;
let tenant: Tenant;
let neighbour: Tenant;
let address: string;
let issued: Issued;

const operator = () => world.as(world.operators.admin, world.get(Platform).consoleHost);
const visitor = (host?: string) => world.as({ kind: 'anonymous' }, host);
const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'let in',
    () => 'refused',
  );

beforeAll(async () => {
  world = await World.make();
  tenant = await furnish(world);
  neighbour = await furnish(world);
  address = tenant.names['login']![1]!;
  const signedIn = await visitor(tenant.host).auth.signIn({ login: address, password: tenant.password });
  const { accessToken, sessionToken, device } = signedIn as unknown as Issued;
  const key = { tenantId: tenant.id, name: 'late', scopes: [...keyScopes], expiresAt: null };
  const { secret } = await operator().keys.create(key);
  issued = { accessToken, sessionToken, device, secret };
}, 120_000);
afterAll(() => world?.end());

/** Deleting has set it going. Nobody sends mail here, so the last one is taken by hand. */
async function purged(): Promise<void> {
  for (;;) {
    await world.query("UPDATE outbox SET state = 'sent' WHERE letter = 'tenant-deleted'");
    const rows = await world.query('SELECT 1 FROM tombstones WHERE tenant_id = ?', [idToBytes(tenant.id)]);
    if (rows.length > 0) return world.get(PurgeJob).beforeApplicationShutdown();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function rowsOf(tenantId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, of } of [...tenantTables, ...lastTables]) {
    const column = table === 'tenants' ? 'id' : 'tenant_id';
    const [row] = await world.query<{ count: string }>(
      of
        ? `SELECT COUNT(*) AS count FROM ${table} c JOIN ${of.table} p ON p.id = c.${of.by} WHERE p.tenant_id = ?`
        : `SELECT COUNT(*) AS count FROM ${table} WHERE ${column} = ?`,
      [idToBytes(tenantId)],
    );
    counts[table] = Number(row!.count);
  }
  return counts;
}

/** As whom those are known who show what was given to the old tenant's people and programs. */
async function knownAs(): Promise<Record<string, string>> {
  world.get(KeyChecks).forget();
  return {
    access: (await world.get(SignIns).principalOf(issued.accessToken, tenant.host)).kind,
    key: (await world.get(KeyChecks).principalOf(issued.secret)).kind,
  };
}

describe('a tenant that is deleted now', () => {
  it('leaves nothing of what it did and what was done for it, anywhere', async () => {
    const others = await rowsOf(neighbour.id);
    // What real work left empty is filled by hand: each table has to be emptied.
    const filler = await Filler.of(world.get(Database));
    const before = await rowsOf(tenant.id);
    for (const table of [...tenantTables].reverse())
      if (before[table.table] === 0) await filler.row(tenant.id, tenant.marker, table);
    const filled = await rowsOf(tenant.id);
    expect(Object.entries(filled).filter(([, count]) => count === 0)).toEqual([]);
    // Said of it where nobody's tenant is: a list, a sign-in without its company, a key for it, what was made like it.
    await operator().tenants.export({ search: tenant.marker });
    await operator().drafts.start({ from: { tenantId: tenant.id } });
    await operator().templates.save({ name: 'Like another', from: { tenantId: tenant.id } });
    await refused(visitor().auth.signIn({ login: address, password: 'wrong', company: 'no such company' }));
    // How operators call their own keys is theirs.
    await world.query("UPDATE api_keys SET name = 'limited', name_key = 'limited' WHERE id = ?", [
      idToBytes(tenant.platformKey),
    ]);
    const [{ company_name: companyName }] = (await world.query(
      'SELECT company_name FROM tenants WHERE id = ?',
      [idToBytes(tenant.id)],
    )) as [{ company_name: string }];

    expect(await knownAs()).toEqual({ access: 'user', key: 'key' });

    const preview = await operator().tenants.deletionPreview({ tenantId: tenant.id });
    expect(preview.hosts).toContain(tenant.host);
    expect(preview.pools).toContainEqual({ pool: 'tenants', quantity: 1 });
    expect(preview.groups.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(100);

    await operator().tenants.delete({ tenantId: tenant.id, companyName, reason: 'Over', when: 'now' });
    await purged();

    const words = [tenant.marker, address.split('@')[0]!];
    expect(await whereabouts(world.get(Database), { words, ids: [tenant.id] })).toEqual([
      'tombstones.document',
      'tombstones.tenant_id',
    ]);
    expect(await rowsOf(neighbour.id)).toEqual(others);
    const { items } = await operator().tenants.tombstones({});
    expect(items).toMatchObject([{ tenantId: tenant.id, mode: 'now', deletedByName: 'Olga Operator' }]);
  }, 60_000);

  it('frees its slug, its host and its addresses, and nothing of old opens the new one', async () => {
    await operator().tenants.create({
      idempotencyKey: 'the-same-again',
      companyName: 'Another',
      slug: tenant.marker,
      ...{ size: '1-10', country: 'GB', timeZone: 'Europe/London', language: 'en' },
      notification: 'login_information',
      managedHost: true,
      admin: {
        username: tenant.names['login']![0]!,
        ...{ firstName: 'Ada', lastName: 'Byron', email: address, password: 'first-sign-in-2026' },
      },
    });
    expect(await knownAs()).toEqual({ access: 'anonymous', key: 'anonymous' });
    const { auth } = visitor(tenant.host);
    const [activation, reset, change] = tenant.names['token'] as [string, string, string];
    const password = 'another password of long standing';
    const tried = [
      auth.refresh({ sessionToken: issued.sessionToken }),
      auth.activate({ token: activation, password }),
      auth.reset({ token: reset, password }),
      auth.confirmEmailChange({ token: change }),
      auth.signIn({ login: address, password: tenant.password }),
    ];
    expect(await Promise.all(tried.map(refused))).toEqual(tried.map(() => 'refused'));
    // The right password, while others' guesses lock out whoever is not known here.
    const right = { login: address, password: 'first-sign-in-2026' };
    const { device } = (await visitor(tenant.host).auth.signIn(right)) as unknown as Issued;
    for (let guess = 0; guess < 10; guess++)
      await refused(visitor(tenant.host).auth.signIn({ ...right, password: 'guessed' }));
    const from = (mark: string) => refused(visitor(tenant.host).auth.signIn({ ...right, device: mark }));
    expect([await from(issued.device), await from(device)]).toEqual(['refused', 'let in']);
  });
});
