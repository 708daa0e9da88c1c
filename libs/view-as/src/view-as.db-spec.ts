import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clock, CONSOLE, faultOf, inTransaction, SHARED } from '@tenantry/accounts/test';
import { HOUR, idToBytes, MINUTE, SECOND } from '@tenantry/kernel';
import { World } from '../test/world';
import type { Process } from '../test/world';

let world: World;
let one: Process;
let two: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());

const begin = async (asOperator: object, tenantId: string) =>
  (await one.call(asOperator)).viewAs.begin({ tenantId, reason: 'Ticket 7' });
const enter = async (token: string, host: string, at = one) =>
  (await at.call({ host })).viewAs.enter({ token });
const inOne = (work: () => Promise<unknown>) => inTransaction(one, work);
const viewsOf = async (asAdmin: object) => (await (await one.call(asAdmin)).viewAs.list({})).items;

describe('a tenant', () => {
  it('lets operators look for as long as it says, sees until when and by whom, and ends it', async () => {
    const { tenant, asAdmin, asOperator } = await world.cast(one);
    const { viewAs } = await one.call(asAdmin);
    expect(await viewAs.access({})).toBeNull();
    const { until } = await viewAs.allow({ hours: 8 });
    expect(Date.parse(until)).toBe(clock.now().getTime() + 8 * HOUR);
    expect(await viewAs.access({})).toMatchObject({ until, allowedBy: 'Ada Byron' });
    expect(await (await one.call(asOperator)).viewAs.access({ tenantId: tenant.id })).toMatchObject({
      until,
    });
    await viewAs.revoke();
    expect(await viewAs.access({})).toBeNull();
    expect(await faultOf(viewAs.revoke())).toBe('conflict support_access_off');
    expect((await world.log()).filter(({ tenantId }) => tenantId === tenant.id).slice(-2)).toMatchObject([
      { action: 'support_access.allowed', actor: 'user Ada Byron', after: { until } },
      { action: 'support_access.revoked', actor: 'user Ada Byron', after: { ended: 0 } },
    ]);
  });

  it('decides by its admins alone, for the spans that there are', async () => {
    const { tenant, asAdmin, asOperator } = await world.cast(one, 'admin');
    const agent = await world.user(one, tenant, 'supervisor');
    for (const by of [agent, asOperator]) {
      const { viewAs } = await one.call(by);
      expect(await faultOf(viewAs.allow({ hours: 1 }))).toBe('forbidden not_allowed');
      expect(await faultOf(viewAs.revoke())).toBe('forbidden not_allowed');
    }
    expect(await faultOf((await one.call(agent)).viewAs.access({}))).toBe('forbidden not_allowed');
    expect(await faultOf((await one.call(agent)).viewAs.list({}))).toBe('forbidden not_allowed');
    const { viewAs } = await one.call(asAdmin);
    await expect(viewAs.allow({ hours: 9_999 as 168 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('an operator', () => {
  it('does not get in without leave, after it, nor as an auditor', async () => {
    const { tenant, asAdmin, asOperator } = await world.cast(one);
    expect(await faultOf(begin(asOperator, tenant.id))).toBe('conflict view_not_allowed');
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    const auditor = await world.operator(one, 'auditor');
    expect(await faultOf(begin(auditor, tenant.id))).toBe('forbidden not_allowed');
    expect(await faultOf(begin(asAdmin, tenant.id))).toBe('forbidden not_allowed');
    const { token } = await begin(asOperator, tenant.id);
    await (await one.call(asAdmin)).viewAs.revoke();
    expect(await faultOf(enter(token, tenant.host))).toBe('conflict view_not_allowed');
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    clock.advance(HOUR);
    const again = await world.operator(one, 'support');
    expect(await faultOf(begin(again, tenant.id))).toBe('conflict view_not_allowed');
    expect(await faultOf(begin(again, '01890000-0000-7000-8000-000000000000'))).toMatch('not_found');
  });

  it('gets in once with a token, within a minute, on the tenant’s host and no other', async () => {
    const { tenant, asAdmin, asOperator } = await world.cast(one);
    const other = await world.settled(one);
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    const dead = 'not_found view_code_dead';
    const first = await begin(asOperator, tenant.id);
    expect(first.address).toBe(`http://${tenant.host}:4300/view`);
    for (const host of [other.host, CONSOLE, SHARED])
      expect(await faultOf(enter(first.token, host))).toBe(dead);
    const second = await begin(asOperator, tenant.id);
    expect(await faultOf(enter(first.token, tenant.host))).toBe(dead);
    clock.advance(MINUTE);
    expect(await faultOf(enter(second.token, tenant.host))).toBe(dead);
    const { token } = await begin(asOperator, tenant.id);
    const rush = await Promise.all([one, two, one, two].map((at) => faultOf(enter(token, tenant.host, at))));
    expect(rush.sort()).toEqual(['none', dead, dead, dead]);
  });

  it.each([
    [
      'signed out of the console',
      'UPDATE sign_in_sessions SET ended_at = NOW(3) WHERE subject_id = ? AND tenant_id IS NULL',
    ],
    ['is no operator any more', "UPDATE operators SET state = 'disabled' WHERE id = ?"],
    ['became an auditor', "UPDATE operators SET role = 'auditor' WHERE id = ?"],
  ])('does not get in with a token when he %s meanwhile', async (_, change) => {
    const { tenant, asAdmin, asOperator, operatorId } = await world.cast(one);
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    const { token } = await begin(asOperator, tenant.id);
    await world.query(change, [idToBytes(operatorId)]);
    expect(await faultOf(enter(token, tenant.host))).toBe('not_found view_code_dead');
  });
});

describe('a view', () => {
  it('shows the tenant as its admins see it, under the operator’s name, until when', async () => {
    const { tenant, asViewer, asAdmin, session } = await world.viewed(one);
    const gate = await (await two.call(asViewer)).gate.current();
    const until = clock.now().getTime() + HOUR;
    expect(gate).toMatchObject({
      surface: 'portal',
      tenant: { id: tenant.id },
      who: { kind: 'viewer', role: 'viewer', name: 'Olga', tenant: { id: tenant.id } },
    });
    expect(Date.parse(gate.who!.viewing!.until)).toBe(until);
    expect(Date.parse(session.expiresAt)).toBe(until);
    const ofAdmin = (await (await one.call(asAdmin)).gate.current()).who!;
    expect(ofAdmin.viewing).toBeNull();
    expect(gate.who!.features).toEqual(ofAdmin.features);
    const list = async (by: object) => (await (await one.call(by)).users.list({})).items;
    expect(await list(asViewer)).toEqual(await list(asAdmin));
  });

  it('is worth nothing on another host, and shows no other tenant', async () => {
    const { asViewer, session, tenant } = await world.viewed(one);
    const other = await world.settled(one);
    for (const host of [other.host, CONSOLE, SHARED]) {
      expect((await (await one.call({ ...asViewer, host })).gate.current()).who).toBeNull();
      const { auth } = await one.call({ host });
      expect(await faultOf(auth.refresh({ sessionToken: session.sessionToken }))).toBe(
        'unauthenticated session_ended',
      );
    }
    const viewer = await one.call(asViewer);
    expect(await faultOf(viewer.users.list({ tenantId: other.id }))).toMatch('not_found');
    expect((await viewer.users.list({ tenantId: tenant.id })).items.length).toBe(1);
  });

  it('changes nothing, has no account here and no console', async () => {
    const { asViewer, tenant, operatorId } = await world.viewed(one, { role: 'admin' });
    const { users, operators, viewAs, auth } = await one.call(asViewer);
    const refused = 'forbidden viewing_only';
    const userId = tenant.userId;
    expect(await faultOf(users.disable({ userId }))).toBe(refused);
    expect(
      await faultOf(users.editProfile({ firstName: 'A', lastName: 'B', language: null, timeZone: null })),
    ).toBe(refused);
    expect(await faultOf(viewAs.allow({ hours: 168 }))).toBe(refused);
    expect(await faultOf(viewAs.begin({ tenantId: tenant.id, reason: 'Longer' }))).toBe(refused);
    expect(await faultOf(operators.disable({ operatorId }))).toBe(refused);
    expect(await faultOf(auth.signIn({ login: 'admin', password: 'x' }))).toBe(refused);
    expect(await faultOf(users.profile())).toBe('forbidden not_allowed');
    expect(await faultOf(operators.list({}))).toBe('forbidden not_allowed');
    expect(await faultOf(operators.profile())).toBe('forbidden not_allowed');
  });

  it('is prolonged by use, to its end and no further', async () => {
    const { session, tenant } = await world.viewed(one);
    let { sessionToken } = session;
    const refresh = async () => (await one.call({ host: tenant.host })).auth.refresh({ sessionToken });
    for (let minutes = 0; minutes < 56; minutes += 14) {
      clock.advance(14 * MINUTE);
      const renewed = await refresh();
      expect(Date.parse(renewed.accessExpiresAt)).toBeLessThanOrEqual(clock.now().getTime() + MINUTE);
      ({ sessionToken } = renewed);
    }
    clock.advance(4 * MINUTE);
    expect(await faultOf(refresh())).toBe('unauthenticated session_ended');
  });

  it('ends with the leave, if that is sooner', async () => {
    const { tenant, asAdmin } = await world.cast(one);
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    clock.advance(50 * MINUTE);
    const { expiresAt } = await enter(
      (await begin(await world.operator(one, 'support'), tenant.id)).token,
      tenant.host,
    );
    expect(Date.parse(expiresAt)).toBe(clock.now().getTime() + 10 * MINUTE);
  });

  const ends: [
    what: string,
    how: string | null,
    act: (view: Awaited<ReturnType<World['viewed']>>) => Promise<unknown>,
  ][] = [
    ['when the tenant ends it', 'revoked', async ({ asAdmin }) => (await one.call(asAdmin)).viewAs.revoke()],
    ['when its operator stops', 'stopped', async ({ asViewer }) => (await one.call(asViewer)).viewAs.stop()],
    [
      'when the tenant is disabled',
      'disabled',
      ({ tenant }) =>
        world.query("UPDATE tenants SET state = 'disabled' WHERE id = ?", [idToBytes(tenant.id)]),
    ],
    [
      'when the operator is disabled',
      'operator',
      async ({ operatorId }) => (await one.call(await world.operator(one))).operators.disable({ operatorId }),
    ],
    [
      'when the operator is removed',
      'operator',
      async ({ operatorId }) => (await one.call(await world.operator(one))).operators.remove({ operatorId }),
    ],
    [
      'when the operator becomes an auditor',
      'operator',
      async ({ operatorId }) =>
        (await one.call(await world.operator(one))).operators.setRole({ operatorId, role: 'auditor' }),
    ],
    [
      'when the operator’s sessions end',
      'operator',
      ({ operatorId }) => inOne(() => one.sessions.endAllOfSubject(operatorId)),
    ],
    [
      'when the operator signs out of the console',
      'operator',
      ({ operatorId }) =>
        world.query('UPDATE sign_in_sessions SET ended_at = ? WHERE subject_id = ? AND tenant_id IS NULL', [
          clock.now(),
          idToBytes(operatorId),
        ]),
    ],
    [
      'when the operator sets a new password and stays in the console',
      'operator',
      async ({ operatorId }) => {
        const [row] = await world.query<{ id: string }>(
          "SELECT LOWER(INSERT(INSERT(INSERT(INSERT(HEX(id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')) AS id FROM sign_in_sessions WHERE subject_id = ? AND tenant_id IS NULL",
          [idToBytes(operatorId)],
        );
        await inOne(() => one.sessions.endOthersOf(operatorId, row!.id));
      },
    ],
    [
      'when its host is the tenant’s no longer',
      'host',
      ({ tenant }) =>
        world.query("UPDATE tenant_hosts SET state = 'disabled' WHERE tenant_id = ?", [idToBytes(tenant.id)]),
    ],
    ['when it is not used', 'idle', async () => clock.advance(15 * MINUTE)],
    ['when its hour is over', 'expired', async () => clock.advance(HOUR)],
  ];

  it.each(ends)('ends on every process %s, and the record says so', async (_, how, act) => {
    const view = await world.viewed(one, { role: 'admin' });
    const { asViewer, session, tenant, operatorId } = view;
    const sees = async (at: Process) =>
      (await at.call(asViewer)).gate.current().then(
        ({ who }) => who !== null,
        () => false,
      );
    expect([await sees(one), await sees(two)]).toEqual([true, true]);
    await act(view);
    // Within half a second, of the five that there may be.
    clock.advance(SECOND / 2);
    expect([await sees(one), await sees(two)]).toEqual([false, false]);
    for (const at of [one, two]) {
      const { auth } = await at.call({ host: tenant.host });
      const { sessionToken } = session;
      expect(await faultOf(auth.refresh({ sessionToken }))).toBe('unauthenticated session_ended');
    }
    await two.settle();
    await one.settle();
    const actor = how === 'stopped' ? 'Olga' : 'View as';
    const viewId = session.sessionToken.split('.')[0]!;
    const ended = await world.query<{ after: string }>(
      `SELECT actor_name AS actor, state_after AS after, target_kind AS kind, target_name AS name
       FROM operation_log
       WHERE action = 'view.ended' AND (tenant_id = ? OR target_id = ?) ORDER BY id`,
      [idToBytes(tenant.id), viewId],
    );
    expect(ended.map(({ after, ...row }) => ({ ...row, after: JSON.parse(after) }))).toEqual([
      { actor, kind: 'operator', name: 'Olga', after: { how } },
      { actor, kind: 'view', name: 'Olga', after: { how } },
    ]);
    const [row] = await world.query(
      'SELECT ended_how, ended_at IS NOT NULL AS done FROM support_views WHERE operator_id = ?',
      [idToBytes(operatorId)],
    );
    expect(row).toMatchObject({ ended_how: how, done: 1 });
  });

  it('does not come back when leave is given again', async () => {
    const { asAdmin, asViewer } = await world.viewed(one);
    const { viewAs } = await one.call(asAdmin);
    await viewAs.revoke();
    await viewAs.allow({ hours: 168 });
    clock.advance(SECOND);
    expect((await (await two.call(asViewer)).gate.current()).who).toBeNull();
  });
});

describe('the record', () => {
  it('has both names at the beginning and the end, and the operators’ own names no tenant', async () => {
    const { tenant, asViewer, asAdmin } = await world.viewed(one);
    await (await one.call(asViewer)).viewAs.stop();
    const rows = await world.query<Record<string, string>>(
      `SELECT action, actor_name AS actor, on_behalf_of AS behalf, target_kind AS kind, target_name AS target,
         tenant_id = REPEAT(CHAR(0), 16) AS platform, CONCAT_WS(' ', target_id, target_name, state_after) AS text
       FROM operation_log WHERE type = 'sign_in' ORDER BY id`,
    );
    const mine = rows.slice(-5);
    const inTenant = { actor: 'Olga', behalf: 'Acme Ltd', kind: 'operator', target: 'Olga', platform: 0 };
    const inPlatform = { ...inTenant, behalf: null, kind: 'view', platform: 1 };
    expect(mine).toMatchObject([
      { action: 'view.asked', ...inTenant },
      { action: 'view.begun', ...inTenant },
      { action: 'view.begun', ...inPlatform },
      { action: 'view.ended', ...inTenant },
      { action: 'view.ended', ...inPlatform },
    ]);
    for (const row of mine.filter(({ platform }) => Number(platform)))
      for (const word of [tenant.id, tenant.slug, 'Acme']) expect(row['text']).not.toContain(word);
    const [view] = await viewsOf(asAdmin);
    expect(view).toMatchObject({ operator: 'Olga', reason: 'Help', endedHow: 'stopped' });
    const auditor = await one.call(await world.operator(one, 'auditor'));
    expect(await auditor.viewAs.named({ viewIds: [view!.id] })).toEqual([
      { viewId: view!.id, tenantId: tenant.id, companyName: 'Acme Ltd' },
    ]);
  });

  it('leaves out what never began, and forgets it', async () => {
    const { tenant, asAdmin, asOperator } = await world.cast(one);
    await (await one.call(asAdmin)).viewAs.allow({ hours: 1 });
    await begin(asOperator, tenant.id);
    expect(await viewsOf(asAdmin)).toEqual([]);
    clock.advance(11 * MINUTE);
    await one.settle();
    const rows = await world.query('SELECT id FROM support_views WHERE tenant_id = ?', [
      idToBytes(tenant.id),
    ]);
    expect(rows).toEqual([]);
  });

  it('has the ends of other views also while a tenant with a view is being purged', async () => {
    const going = await world.viewed(one);
    const { tenant } = await world.viewed(one);
    const both = [going.tenant.id, tenant.id].map(idToBytes);
    await world.query('UPDATE sign_in_sessions SET ended_at = created_at WHERE tenant_id IN (?)', [both]);
    await world.query('UPDATE tenants SET purging_at = created_at WHERE id = ?', [both[0]]);
    await two.settle();
    const open = await world.query<{ tenant_id: Buffer }>(
      'SELECT tenant_id FROM support_views WHERE tenant_id IN (?) AND ended_at IS NULL',
      [both],
    );
    expect(open).toEqual([{ tenant_id: both[0] }]);
    await world.query('UPDATE tenants SET purging_at = NULL WHERE id = ?', [both[0]]);
    await two.settle();
  });

  it('keeps a running view open, and shows it', async () => {
    const { asAdmin } = await world.viewed(one);
    await two.settle();
    expect(await viewsOf(asAdmin)).toMatchObject([{ endedAt: null, endedHow: null }]);
  });
});
