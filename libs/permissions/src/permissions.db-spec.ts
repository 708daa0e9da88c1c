import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idToBytes } from '@tenantry/kernel';
import { operator, user, World } from '../test/world';
import type { Process } from '../test/world';
import type { ValueChange } from './permissions.service';

let world: World;
let one: Process;
let two: Process;
let tenantId: string;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
  two = await world.process();
});
afterAll(() => world?.end());
beforeEach(async () => {
  tenantId = await world.old(one);
});

const staff = async (process = one) => (await process.as(operator())).permissions;
const change = async (changes: ValueChange[], version = 0, of = tenantId) =>
  (await staff()).change({ tenantId: of, version, changes });
const off = (key: string): ValueChange => ({ key, value: false });
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error) => error.cause?.details ?? error,
  );
const itemOf = async (key: string, of = tenantId) =>
  (await (await staff()).ofTenant({ tenantId: of })).items.find((item) => item.key === key);
const may = (process: Process, feature: string, role: 'admin' | 'agent' = 'admin') =>
  process.rights.refusalOf(user(tenantId, role), feature).then((step) => step ?? 'yes');

describe('the permissions of a tenant', () => {
  it('are those of the catalogue until something is changed, for old tenants too', async () => {
    const { version, items } = await (await staff()).ofTenant({ tenantId });
    expect(version).toBe(0);
    expect(items.filter(({ origin }) => origin !== 'catalogue')).toEqual([]);
    expect(await itemOf('channel.skype_business')).toMatchObject({ value: false, effective: false });
    expect(await itemOf('log.operation')).toEqual({
      key: 'log.operation',
      parent: 'log',
      value: true,
      origin: 'catalogue',
      default: true,
      licensed: true,
      effective: true,
    });
  });

  it('change with a log row that says what they were and are, and go back to the default', async () => {
    expect(await change([off('log.operation')])).toEqual({ version: 1 });
    expect(await itemOf('log.operation')).toMatchObject({ value: false, origin: 'tenant', default: true });
    expect(await change([{ key: 'log.operation', value: null }], 1)).toEqual({ version: 2 });
    expect(await itemOf('log.operation')).toMatchObject({ value: true, origin: 'catalogue' });
    const rows = await world.query<Record<string, string>>(
      `SELECT type, action, target_name, state_before, state_after FROM operation_log
       WHERE tenant_id = ? AND type = 'permission' ORDER BY id`,
      [idToBytes(tenantId)],
    );
    expect(rows).toEqual([
      {
        type: 'permission',
        action: 'permissions.changed',
        target_name: 'Acme Ltd',
        state_before: '{"log.operation":null}',
        state_after: '{"log.operation":false}',
      },
      expect.objectContaining({
        state_before: '{"log.operation":false}',
        state_after: '{"log.operation":null}',
      }),
    ]);
  });

  it('begin with what was chosen, and with the catalogue of that day', async () => {
    const begun = await world.begun(one, { 'log.operation': false });
    expect(await itemOf('log.operation', begun)).toMatchObject({ value: false, origin: 'tenant' });
    expect((await (await staff()).ofTenant({ tenantId: begun })).version).toBe(1);
    const [row] = await world.query('SELECT catalogue_version FROM tenant_permissions WHERE tenant_id = ?', [
      idToBytes(begun),
    ]);
    expect(row).toEqual({ catalogue_version: 1 });
    await expect(world.begun(one, { 'no.such': true })).rejects.toMatchObject({
      details: { code: 'feature_unknown' },
    });
  });

  it('refuse the second of two operators and tell what the first one changed', async () => {
    await change([off('log.operation'), off('report.csat')]);
    await change([{ key: 'log.operation', value: null }], 1);
    expect(await faultOf(change([off('log.export')], 0))).toEqual({
      code: 'permissions_changed',
      version: 2,
      changed: [
        { key: 'log.operation', value: null },
        { key: 'report.csat', value: false },
      ],
    });
  });

  it('let one of two win who change at the same moment', async () => {
    const outcomes = await Promise.all(
      ['log.export', 'report.csat', 'report.sla'].map((key) =>
        change([off(key)]).then(
          () => 'done',
          (error) => error.cause.details.code,
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(['done', 'permissions_changed', 'permissions_changed']);
    expect((await (await staff()).ofTenant({ tenantId })).version).toBe(1);
  });

  it('refuse what is unknown, named twice or changes nothing, and write nothing then', async () => {
    expect(await faultOf(change([off('no.such')]))).toMatchObject({ code: 'feature_unknown' });
    expect(await faultOf(change([off('log'), off('log')]))).toMatchObject({ code: 'feature_twice' });
    expect(await faultOf(change([{ key: 'log', value: null }]))).toEqual({ code: 'nothing_changes' });
    expect((await (await staff()).ofTenant({ tenantId })).version).toBe(0);
  });
});

describe('a change of permissions', () => {
  it('holds in its own process at once and in others when they hear of it', async () => {
    expect([await may(one, 'log.export'), await may(two, 'log.export')]).toEqual(['yes', 'yes']);
    await change([off('log.export')]);
    expect([await may(one, 'log.export'), await may(two, 'log.export')]).toEqual(['tenant', 'yes']);
    await two.changes.poll();
    expect(await may(two, 'log.export')).toBe('tenant');
  });

  it('of the profile holds for every tenant that says nothing else', async () => {
    const other = await world.begun(one, { 'campaign.one_off': true });
    const defaults = await (await staff()).defaults();
    const changed = await (
      await staff()
    ).changeDefaults({ version: defaults.version, changes: [off('campaign.one_off')] });
    await two.changes.poll();
    expect(await may(two, 'campaign.one_off')).toBe('tenant');
    expect(await itemOf('campaign.one_off')).toMatchObject({ origin: 'default', value: false });
    expect(await itemOf('campaign.one_off', other)).toMatchObject({ origin: 'tenant', value: true });
    expect((await (await staff()).defaults()).items.find(({ key }) => key === 'campaign.one_off')).toEqual(
      expect.objectContaining({ origin: 'default', value: false, default: true }),
    );
    expect(
      await faultOf(
        (await staff()).changeDefaults({ version: defaults.version, changes: [off('campaign')] }),
      ),
    ).toEqual({
      code: 'permissions_changed',
      version: changed.version,
      changed: [{ key: 'campaign.one_off', value: false }],
    });
    await (
      await staff()
    ).changeDefaults({ version: changed.version, changes: [{ key: 'campaign.one_off', value: null }] });
    expect(await may(one, 'campaign.one_off')).toBe('yes');
    expect((await world.log()).filter(({ action }) => action === 'permissions.defaults_changed')).toEqual([
      expect.objectContaining({ tenantId: null, after: { 'campaign.one_off': false } }),
      expect.objectContaining({ tenantId: null, after: { 'campaign.one_off': null } }),
    ]);
  });

  it('that is undone is known to nobody', async () => {
    await may(one, 'log.export');
    await expect(
      one.database.transaction(async () => {
        await one.permissions.change(tenantId, 0, [off('log.export')], one.who());
        expect(await may(one, 'log.export')).toBe('tenant');
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await one.changes.poll();
    expect(await may(one, 'log.export')).toBe('yes');
  });

  it('does not happen without its log row', async () => {
    const who = { ...one.who(), record: () => Promise.reject(new Error('no log')) };
    await expect(one.permissions.change(tenantId, 0, [off('log.export')], who)).rejects.toThrow('no log');
    expect(await itemOf('log.export')).toMatchObject({ value: true });
  });
});

describe('why', () => {
  const chain = async (feature: string, more: { role?: string } = {}) => {
    const { allowed, chain } = await (await staff()).explain({ tenantId, feature, ...more });
    return [
      allowed,
      ...chain.map(({ step, verdict, detail }) => `${step} ${verdict} ${detail ?? ''}`.trim()),
    ];
  };

  it('is told link by link', async () => {
    expect(await chain('contact.import')).toEqual([
      true,
      'licence true',
      'parent true contact',
      'parent true contact.view',
      'parent true contact.edit',
      'tenant true',
    ]);
    await change([off('contact.view')]);
    expect(await chain('contact.import', { role: 'agent' })).toEqual([
      false,
      'licence true',
      'parent true contact',
      'parent false contact.view',
      'parent true contact.edit',
      'tenant true',
      'role false agent',
    ]);
    expect(await may(one, 'contact.import')).toBe('parent');
    expect(await may(one, 'subscription.contacts_edit', 'agent')).toBe('role');
  });

  it('names what nobody knows, and a tenant that is disabled', async () => {
    expect(await chain('no.such')).toEqual([false, 'tenant false unknown']);
    await one.database.transaction(async () => {
      await one.tenants.disable(tenantId, undefined, one.who());
      await one.changes.append('tenants', tenantId);
    });
    expect(await chain('log')).toEqual([false, 'licence true', 'tenant false disabled']);
    expect(await may(one, 'log')).toBe('tenant');
  });
});
