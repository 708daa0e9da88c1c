import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportsJob } from '@tenantry/exports';
import { idToBytes, newId, Platform } from '@tenantry/kernel';
import { until } from '../test/fleet';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { mark, World } from '../test/isolation/world';

let world: World;
let tenant: Tenant;

const admin = () => world.as(tenant.users.admin, tenant.host);
const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: { cause: { kind: string; details: { code?: string } } }) =>
      [error.cause.kind, error.cause.details.code].join(' ').trim(),
  );

/** Every table and column in which one of these stands, as text or as bytes. */
async function placesOf(words: (string | Buffer)[]): Promise<string[]> {
  const columns = await world.query<{ tbl: string; col: string }>(
    `SELECT c.table_name AS tbl, c.column_name AS col FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = DATABASE() AND t.table_type = 'BASE TABLE'
       AND c.data_type IN ('varchar', 'char', 'text', 'longtext', 'json', 'blob', 'longblob', 'binary', 'varbinary')`,
  );
  const places: string[] = [];
  for (const { tbl, col } of columns)
    for (const word of words) {
      const [row] = await world.query<{ found: string }>(
        `SELECT COUNT(*) AS found FROM ${tbl} WHERE LOCATE(?, CAST(${col} AS BINARY)) > 0`,
        [typeof word === 'string' ? Buffer.from(word) : word],
      );
      if (Number(row!.found) > 0) places.push(`${tbl}.${col} has ${String(word)}`);
    }
  return places;
}

beforeAll(async () => {
  world = await World.make();
  tenant = await furnish(world);
}, 60_000);
afterAll(() => world?.end());

describe('a person who is erased', () => {
  const startedAt = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const [reference, name, subject] = [mark(), `${mark()} Erika`, `${mark()} wants`];
  const email = `${mark()}@person.test`;
  const report = (id: string, over: object = {}) => ({
    id,
    channel: 'chat',
    user: { reference, name, email, role: `${reference}-role` },
    initiatedBy: 'end_user' as const,
    party: 'agent' as const,
    agentName: 'Agent Orange',
    subject,
    startedAt: startedAt(300),
    ...over,
  });
  const sent = async (...conversations: ReturnType<typeof report>[]) =>
    (await world.as(tenant.keys.own).conversations.report({ conversations })).results.map(
      ({ outcome }) => outcome,
    );
  const at = { first: startedAt(300), second: startedAt(290) };
  const first = report('first', { startedAt: at.first });
  const person = async (conversationId: string) =>
    (await admin().subscription.conversation({ conversationId })).user;
  const consumed = async () =>
    await world.query('SELECT purchased, consumed FROM contract_counters WHERE tenant_id = ?', [
      idToBytes(tenant.id),
    ]);
  let personId: string;
  let erasedId: string;

  it('leaves nothing by which anybody would know them, in any table or file, but what was counted', async () => {
    expect(await sent(first, report('second', { startedAt: at.second }))).toEqual(['recorded', 'recorded']);
    await admin().exports.begin({});
    await world.get(ExportsJob).run();
    personId = (await person('first'))!.id;
    const words = [reference, name, email, subject];
    expect((await placesOf(words)).length).toBeGreaterThan(4);
    const before = await consumed();
    const sessions = (await admin().subscription.sessions({})).items.length;

    ({ personId: erasedId } = await admin().people.erase({ personId, reason: 'Asked for by mail' }));

    expect(await placesOf(words)).toEqual([]);
    // The id that followed from the reference stands nowhere either.
    expect(await placesOf([idToBytes(personId)])).toEqual([]);
    expect(await consumed()).toEqual(before);
    expect((await admin().subscription.sessions({})).items).toHaveLength(sessions);
    const nobody = { id: erasedId, reference: null, name: null, email: null, role: null };
    expect(await person('first')).toEqual(nobody);
    expect((await admin().subscription.conversation({ conversationId: 'second' })).sessionId).not.toBeNull();
    expect(await admin().subscription.conversation({ conversationId: 'first' })).toMatchObject({
      agentName: 'Agent Orange',
      subject: null,
    });
    expect((await admin().exports.list({})).items).toEqual([]);
    const folder = join(world.get(Platform).files, 'exports', tenant.id);
    await until('no export is left', async () => (await readdir(folder)).length === 0);
  });

  it('is named in the log by the id alone that stands for them now', async () => {
    const { items } = await admin().log.list({ type: 'subscription' });
    const [row] = items.filter(({ action }) => action === 'person.erased');
    expect(row).toMatchObject({
      target: { kind: 'person', id: erasedId, name: null },
      after: { reason: 'Asked for by mail', conversations: 2, exportsRemoved: 2 },
    });
  });

  it('cannot be erased twice, nor by whoever is no admin, nor from elsewhere', async () => {
    const reason = 'Again';
    expect(await fault(admin().people.erase({ personId: erasedId, reason }))).toBe('conflict already_erased');
    expect(await fault(admin().people.erase({ personId, reason }))).toBe('not_found');
    const agent = world.as(tenant.users.member, tenant.host);
    expect(await fault(agent.people.erase({ personId, reason }))).toMatch(/^forbidden/);
  });

  it('is still recognised by what was reported: the same is a repeat, something else a conflict', async () => {
    expect(await sent(first)).toEqual(['repeat']);
    expect(await sent(report('first', { startedAt: at.first, subject: 'Other' }))).toEqual(['conflict']);
    expect(await person('first')).toMatchObject({ id: erasedId, name: null });
  });

  it('comes back as somebody new, of whom no process remembers anything', async () => {
    const before = (await admin().subscription.sessions({})).items.length;
    const user = { reference } as never;
    // In the time of a session of the one before, which has nothing to do with it.
    expect(await sent(report('third', { startedAt: startedAt(280), user, subject: undefined }))).toEqual([
      'recorded',
    ]);
    expect(await person('third')).toEqual({ id: personId, reference, name: null, email: null, role: null });
    expect(await person('second')).toMatchObject({ id: erasedId, reference: null });
    expect((await admin().subscription.sessions({})).items).toHaveLength(before + 1);
    expect(await placesOf([name, email, subject])).toEqual([]);
  });

  it('is found by operators too', async () => {
    const operator = world.as(world.operators.admin);
    const erased = await operator.people.erase({
      tenantId: tenant.id,
      personId,
      reason: 'Asked the platform',
    });
    expect(erased.personId).not.toBe(erasedId);
    expect(await placesOf([reference])).toEqual([]);
    const unknown = operator.people.erase({ tenantId: tenant.id, personId: newId(), reason: 'Whom?' });
    expect(await fault(unknown)).toBe('not_found');
  });
});

describe('an account that is removed', () => {
  it('leaves a name in the log, and nothing else that leads to its person', async () => {
    const tag = mark();
    const [email, firstName] = [`${tag}@leaver.test`, `${tag} Lea`];
    const operator = world.as(world.operators.admin);
    const { id: userId } = await operator.users.invite({
      ...{ tenantId: tenant.id, username: tag, email, firstName, lastName: 'Leaver', role: 'admin' },
      notification: 'activation_link',
    });
    await operator.users.resend({ tenantId: tenant.id, userId });
    const { token } = await world.mailed(tenant.id);
    const visitor = world.as({ kind: 'anonymous' }, tenant.host);
    const password = 'a password of long standing';
    await visitor.auth.activate({ token: token!, password });
    await visitor.auth.signIn({ login: tag, password });
    await visitor.auth.requestReset({ login: tag });
    const user = { ...tenant.users.admin, id: userId, name: firstName } as Tenant['users']['admin'];
    const leaver = world.as(user, tenant.host).auth;
    await leaver.requestEmailChange({ email: `${tag}.next@leaver.test`, password });
    await visitor.auth.confirmEmailChange({ token: (await world.mailed(tenant.id)).token! });
    await leaver.requestEmailChange({ email: `${tag}.last@leaver.test`, password });
    const tables = async () => [
      ...new Set((await placesOf([tag, idToBytes(userId)])).map((place) => place.split('.')[0])),
    ];
    expect((await tables()).sort()).toEqual([
      'one_time_tokens',
      'operation_log',
      'outbox',
      'sign_in_sessions',
      'tenant_terms',
      'users',
    ]);
    await operator.users.remove({ tenantId: tenant.id, userId });
    expect(await tables()).toEqual(['operation_log']);
  });
});
