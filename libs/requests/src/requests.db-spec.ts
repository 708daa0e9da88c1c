import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Allocations, OwnLimits } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { clock, faultOf, World } from '@tenantry/capabilities/test';
import { Database } from '@tenantry/database';
import { DAY, idToBytes, newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Letters } from '@tenantry/mail';
import { Expansions } from './expansions.service';
import { RequestLetters } from './request-letters.service';
import { RequestList } from './request-list.service';
import { RequestsModule } from './requests.module';

let world: World;
let tenantId: string;
let admin: Who;

beforeAll(async () => {
  world = await World.make([RequestsModule]);
  await operator('olga@staff.test', 'admin', 'de');
  await operator('sam@staff.test', 'support', 'en');
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenantId = await world.tenant('Asia/Dubai');
  admin = { ...world.by(0, tenantId), actor: { kind: 'user', id: newId(), name: 'Ada Byron' } };
  await user(admin.actor.id!, `ada@${tenantId}.test`);
  await world.query('DELETE FROM outbox');
});

const operator = (email: string, role: string, language: string) =>
  world.query(
    `INSERT INTO operators (id, email, email_key, name, search_key, role, state, language, time_zone)
     VALUES (?, ?, ?, 'Olga', 'olga', ?, 'active', ?, 'Europe/Berlin')`,
    [idToBytes(newId()), email, email, role, language],
  );
const user = (id: string, email: string) =>
  world.query(
    `INSERT INTO users (id, tenant_id, username, username_key, email, email_key, first_name, last_name, search_key,
       role, state, language) VALUES (?, ?, ?, ?, ?, ?, 'Ada', 'Byron', 'ada', 'admin', 'active', 'ar')`,
    [idToBytes(id), idToBytes(tenantId), email, email, email, email],
  );
const expansions = (index = 0) => world.get(Expansions, index);
const open = (quantity = 10, key: CapabilityKey = 'agents', reason = 'We grow') =>
  expansions().open(tenantId, { key, quantity, reason }, admin);
const approve = (requestId: string, quantity: number, note?: string) =>
  expansions().approve(tenantId, requestId, { quantity, note }, world.by());
const decline = (requestId: string) => expansions().decline(tenantId, requestId, 'Too many', world.by());
const list = () => world.get(RequestList).of(tenantId, {});
const mails = async () => {
  const rows = await world.query<{ letter: string; to_address: string; language: string; params: string }>(
    'SELECT letter, to_address, language, params FROM outbox ORDER BY id',
  );
  return rows.map(({ params, ...mail }) => ({
    ...mail,
    params: JSON.parse(params) as Record<string, unknown>,
  }));
};

describe('a request for more', () => {
  it('is told to every operator who may decide it, in their language', async () => {
    const { requestId } = await open();
    expect(await mails()).toEqual([
      {
        letter: 'expansion-requested',
        to_address: 'olga@staff.test',
        language: 'de',
        params: {
          requestId,
          companyName: 'Acme',
          name: 'Ada Byron',
          capability: 'agents',
          quantity: 10,
          reason: 'We grow',
          address: 'http://console.localhost:4300',
        },
      },
    ]);
    expect(await list()).toMatchObject([{ id: requestId, state: 'open', requestedBy: 'Ada Byron' }]);
  });

  it('sent twice, also ten times at once, is one request and one mail', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => open()));
    expect(new Set(ids.map(({ requestId }) => requestId)).size).toBe(1);
    expect(await mails()).toHaveLength(1);
    expect(await list()).toHaveLength(1);
  });

  it('waits for the one that is open for the same capability, and for no other', async () => {
    const { requestId } = await open();
    expect(await faultOf(open(11))).toBe('conflict request_open');
    expect(await faultOf(open(10, 'agents', 'Another reason'))).toBe('conflict request_open');
    expect(await faultOf(open(1, 'disk'))).toBe('none');
    await expansions().withdraw(tenantId, requestId, admin);
    expect(await faultOf(open(11))).toBe('none');
  });

  it('is refused after thirty in a day, so that nobody floods operators with mails by withdrawing', async () => {
    for (let i = 0; i < 30; i++) {
      const { requestId } = await open();
      await expansions().withdraw(tenantId, requestId, admin);
    }
    await world.query('DELETE FROM outbox');
    expect(await faultOf(open())).toBe('too_many too_many_requests');
    expect(await mails()).toEqual([]);
    expect(await list()).toHaveLength(30);
    clock.advance(DAY + 1);
    await open();
  });

  it('of what is unlimited or beyond any number is refused', async () => {
    await world.get(OwnLimits).change(tenantId, [{ key: 'disk', quantity: null }], undefined, world.by());
    expect(await faultOf(open(1, 'disk'))).toBe('conflict already_unlimited');
    expect(await faultOf(open(1_000_000_000, 'widgets'))).toBe('invalid quantity_out_of_range');
  });
});

describe('a decision', () => {
  it('for all of it raises the limit by what was asked for, and whoever asked gets a mail', async () => {
    const { requestId } = await open();
    expect(await approve(requestId, 10, 'Until spring')).toEqual({ limit: 15 });
    expect(await world.row(tenantId, 'agents')).toMatchObject({ own: true, quantity: 15, allocated: 15 });
    expect(await list()).toMatchObject([
      { state: 'approved', granted: 10, note: 'Until spring', decidedBy: 'Olga', decidedAt: clock.now() },
    ]);
    expect((await mails())[1]).toEqual({
      letter: 'expansion-approved',
      to_address: `ada@${tenantId}.test`,
      language: 'ar',
      params: {
        name: 'Ada Byron',
        companyName: 'Acme',
        capability: 'agents',
        quantity: 10,
        granted: 10,
        note: 'Until spring',
        address: 'http://cx.localhost:4300',
      },
    });
    expect((await world.logged(tenantId)).map(({ action }) => action)).toEqual([
      'capabilities.changed',
      'request.approved',
      'request.opened',
    ]);
  });

  it('for a part raises it by that part, above what the limit is by then', async () => {
    const { requestId } = await open();
    await world.get(OwnLimits).change(tenantId, [{ key: 'agents', quantity: 8 }], undefined, world.by());
    expect(await approve(requestId, 4)).toEqual({ limit: 12 });
    expect(await list()).toMatchObject([{ state: 'partly_approved', granted: 4, note: null }]);
    expect((await mails())[1]).toMatchObject({
      letter: 'expansion-partly-approved',
      params: { granted: 4, note: '–' },
    });
  });

  it('is for one at least, and for no more than was asked for', async () => {
    const { requestId } = await open();
    for (const quantity of [0, 11])
      expect(await faultOf(approve(requestId, quantity))).toBe('invalid not_what_was_asked');
  });

  it('is refused when the pool is used up; the request stays open and nothing is told', async () => {
    await world.query("UPDATE licence_pools SET allocated = allocated + 992 WHERE pool = 'agents'");
    try {
      const { requestId } = await open();
      expect(await faultOf(approve(requestId, 10))).toBe('limit pool_used_up');
      expect(await list()).toMatchObject([{ state: 'open', granted: null }]);
      expect(await mails()).toHaveLength(1);
      expect(await faultOf(decline(requestId))).toBe('none');
    } finally {
      await world.get(Allocations).reconcile(true);
    }
  });

  it('against it says why, and leaves the limit alone', async () => {
    const { requestId } = await open();
    await decline(requestId);
    expect(await list()).toMatchObject([{ state: 'declined', note: 'Too many' }]);
    expect((await mails())[1]).toMatchObject({ letter: 'expansion-declined', params: { note: 'Too many' } });
    expect((await world.row(tenantId, 'agents')).own).toBe(false);
  });

  it('is made once, by whoever comes first', async () => {
    await world.process();
    const { requestId } = await open();
    const faults = await Promise.all([
      faultOf(approve(requestId, 10)),
      faultOf(expansions(1).approve(tenantId, requestId, { quantity: 10 }, world.by(1))),
      faultOf(decline(requestId)),
      faultOf(expansions().withdraw(tenantId, requestId, admin)),
    ]);
    expect(faults.sort()).toEqual([...Array(3).fill('conflict request_decided'), 'none']);
    const { own, quantity } = await world.row(tenantId, 'agents');
    expect([null, 15]).toContain(own ? quantity : null);
  });

  it('reaches nobody whose account is gone', async () => {
    const { requestId } = await open();
    await world.query('DELETE FROM users WHERE tenant_id = ?', [idToBytes(tenantId)]);
    await approve(requestId, 10);
    expect(await mails()).toHaveLength(1);
  });
});

describe('a request', () => {
  it('of another tenant is one that does not exist', async () => {
    const { requestId } = await open();
    const other = await world.tenant();
    for (const id of [requestId, newId()]) {
      const decision = { quantity: 1 };
      expect(await faultOf(expansions().approve(other, id, decision, world.by()))).toBe('not_found');
      expect(await faultOf(expansions().decline(other, id, 'No', world.by()))).toBe('not_found');
    }
    expect(await faultOf(expansions().withdraw(other, requestId, admin))).toBe('not_found');
    expect(await world.get(RequestList).of(other, {})).toEqual([]);
  });

  it('that is closed is no longer told to operators whose mail still waits', async () => {
    world.get(RequestLetters).onModuleInit();
    const { requestId } = await open();
    const wanted = world.get(Letters)['checks'].get('expansion-requested')!;
    const mail = { params: { requestId } } as unknown as Parameters<typeof wanted>[0];
    expect(await wanted(mail)).toBe(true);
    await expansions().withdraw(tenantId, requestId, admin);
    expect(await wanted(mail)).toBe(false);
  });
});

describe('the inbox', () => {
  it('shows open requests of all tenants, oldest first, with what they are about, and counts them', async () => {
    await world.get(Database).query('DELETE FROM requests');
    const first = await open();
    const second = await open(5, 'widgets');
    const tenants = [tenantId, await world.tenant()] as const;
    tenantId = tenants[1];
    await open(1, 'disk');
    const requests = world.get(RequestList);
    expect(await requests.open()).toEqual({ count: 3, exact: true });
    const page = await requests.inbox({ limit: 1 });
    expect(page.map(({ request }) => request.id)).toEqual([first.requestId, second.requestId]);
    expect(page[0]).toMatchObject({ tenant: { companyName: 'Acme' }, standing: { limit: 5, used: 0 } });
    tenantId = tenants[0];
    await decline(second.requestId);
    const rest = await requests.inbox({ cursor: first.requestId });
    expect(rest.map(({ request }) => request.subject)).toEqual(['disk']);
    expect(await requests.inbox({ state: 'declined' })).toMatchObject([{ standing: null }]);
    expect((await requests.open()).count).toBe(2);
  });
});
