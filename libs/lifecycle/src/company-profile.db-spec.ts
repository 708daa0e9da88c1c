import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { DAY, dayIn, dayStartIn, FixedClock, HOUR, idToBytes, newId } from '@tenantry/kernel';
import type { DomainError, Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Quotas } from '@tenantry/quotas';
import { TenantDays, Tenants } from '@tenantry/tenants';
import { CompanyProfile } from './company-profile.service';
import { LifecycleModule } from './lifecycle.module';

const clock = new FixedClock(new Date('2026-06-30T20:00:00Z'));
let scratch: Scratch;
let module: TestingModule;
let other: TestingModule;
let id: string;
let slug: string;
const get = <T>(type: abstract new (...services: never[]) => T, at = module): T =>
  at.get(type as never, { strict: false });
const start = () =>
  Test.createTestingModule({
    imports: [installation(clock), DatabaseModule.forRoot({ url: scratch.url }), LogsModule, LifecycleModule],
  }).compile();

const spec = {
  ...{ tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() },
  actor: { kind: 'operator' as const, id: newId(), name: 'Olga' },
};
const who = (at: TestingModule): Who => ({
  ...spec,
  record: (entry) => get(OperationLogs, at).record(spec, entry),
});
const company = {
  companyName: 'Acme Ltd',
  size: '1-10',
  country: 'GB',
  timeZone: 'Asia/Tokyo',
  language: 'en',
};

const edit = async (
  change: Partial<typeof company> & { version?: number },
  mayLocale = true,
  at = module,
) => {
  const { slug: _, ...now } = await get(CompanyProfile).of(id);
  return get(CompanyProfile, at).edit(id, { ...now, ...change }, mayLocale, who(at));
};
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: DomainError) => `${error.kind} ${error.details?.code}`,
  );
const consume = async (quantity: number, at = module) => {
  const item = { tenant: slug, key: 'workflow_triggers', quantity };
  const caller = { id: newId(), tenantId: null, covers: () => true, who: null } as never;
  return (await get(Quotas, at).consume([item], caller))[0]!;
};
const newest = async () => (await get(OperationLogs).list(id, { limit: 1 }))[0]!;

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 4 });
  [module, other] = [await start(), await start()];
});
afterAll(async () => {
  await module?.close();
  await other?.close();
  await scratch?.drop();
});
beforeEach(async () => {
  clock.instant = new Date('2026-06-30T20:00:00Z');
  slug = `t-${newId().slice(-12)}`;
  ({ id } = await get(Database).transaction(() =>
    get(Tenants).add({ ...company, slug, notification: 'activation_link', managedHost: true }),
  ));
});

describe('the profile', () => {
  it('is edited by one at a time: who looked at an older one is told, and nothing is overwritten', async () => {
    const { version } = await get(CompanyProfile).of(id);
    const edits = ['Acme One', 'Acme Two', 'Acme Three'].map((companyName) => edit({ companyName, version }));
    const faults = await Promise.all(edits.map(faultOf));
    expect(faults.sort()).toEqual(['conflict profile_changed', 'conflict profile_changed', 'none']);
    expect((await get(CompanyProfile).of(id)).version).toBe(version + 1);
    expect(await faultOf(edit({ companyName: '  ' }))).toBe('invalid malformed');
    expect(await faultOf(edit({ country: 'XX' }))).toBe('invalid unknown_country');
    expect(await faultOf(edit({}))).toBe('conflict nothing_changes');
  });

  it('says in the log what it was and what it is, of what changed alone', async () => {
    await edit({ companyName: 'Zenith GmbH', country: 'DE' });
    const row = await newest();
    expect(row).toMatchObject({ action: 'tenant.profile_edited', type: 'settings', actorName: 'Olga' });
    expect(JSON.parse(row.before!)).toEqual({ companyName: 'Acme Ltd', country: 'GB' });
    expect(JSON.parse(row.after!)).toEqual({ companyName: 'Zenith GmbH', country: 'DE' });
  });

  it('is what the tenant is found by from then on', async () => {
    await edit({ companyName: 'Zenith GmbH' });
    const terms = await get(Database).query<{ term: string }[]>(
      'SELECT term FROM tenant_terms WHERE tenant_id = ?',
      [idToBytes(id)],
    );
    expect(terms.map(({ term }) => term)).toEqual(expect.arrayContaining(['zenith', 'gmbh']));
    expect(terms.map(({ term }) => term)).not.toContain('acme');
    expect(await get(Tenants).findForSignIn('zenith gmbh')).toContainEqual(expect.objectContaining({ id }));
  });

  it('keeps language and zone from those who may change the rest alone', async () => {
    expect(await faultOf(edit({ companyName: 'Other', timeZone: 'Europe/Paris' }, false))).toBe(
      'forbidden feature_off',
    );
    expect(await faultOf(edit({ language: 'de' }, false))).toBe('forbidden feature_off');
    expect(await faultOf(edit({ companyName: 'Other' }, false))).toBe('none');
  });
});

describe('a change of zone', () => {
  const history = async () => get(TenantDays).of(await get(Tenants).byId(id));
  const hoursOf = async (day: string, next: string) => {
    const days = await history();
    return (+dayStartIn(days, next) - +dayStartIn(days, day)) / HOUR;
  };

  it('says beforehand what it does, and does just that', async () => {
    // In Tokyo it is five in the morning of July 1, in New York four in the afternoon of June 30.
    const effect = await get(CompanyProfile).zoneEffect(id, 'America/New_York');
    expect(effect).toEqual({
      day: '2026-07-01',
      minutes: 13 * 60,
      isToday: true,
      minutesAfter: 0,
      monthEndsAt: '2026-08-01T04:00:00.000Z',
    });
    await edit({ timeZone: 'America/New_York' });
    expect(await hoursOf('2026-06-30', '2026-07-01')).toBe(24);
    expect(await hoursOf('2026-07-01', '2026-07-02')).toBe(24 + 13);
    expect(dayIn(await history(), clock.now())).toBe('2026-07-01');
    expect(await faultOf(get(CompanyProfile).zoneEffect(id, '+02:00'))).toBe('invalid unknown_zone');
  });

  it('gives a month’s triggers once, also to who goes back and forth around its end', async () => {
    expect(await consume(990)).toMatchObject({ outcome: 'granted', used: 990 });
    const zones = ['America/New_York', 'Pacific/Kiritimati', 'Pacific/Niue', 'Asia/Tokyo', 'Pacific/Niue'];
    for (const [index, timeZone] of zones.entries()) {
      await edit({ timeZone }, true, index % 2 ? other : module);
      clock.advance(HOUR);
      for (const at of [module, other]) expect(await consume(11, at)).toMatchObject({ outcome: 'refused' });
    }
    expect(await consume(10)).toMatchObject({ outcome: 'granted', used: 1_000 });
  });

  it('begins no month before the day that begins it, and none is left out', async () => {
    await edit({ timeZone: 'America/New_York' });
    clock.instant = new Date('2026-07-31T14:00:00Z');
    await consume(900);
    // Ten in the morning in New York, where July ends; in Kiritimati it is four in the morning of August 1.
    await edit({ timeZone: 'Pacific/Kiritimati' });
    expect(await consume(200, other)).toMatchObject({ outcome: 'refused', refusal: { used: 900 } });
    clock.instant = new Date('2026-08-01T04:00:00Z');
    expect(await consume(200, other)).toMatchObject({ outcome: 'granted', used: 200 });
    const past = await get(Database).query(
      "SELECT DATE_FORMAT(period, '%Y-%m') AS month, used FROM quota_periods WHERE tenant_id = ? ORDER BY period",
      [idToBytes(id)],
    );
    expect(past).toEqual([{ month: '2026-07', used: '900' }]);
  });

  it('moves nothing that is an instant already', async () => {
    const contract = [idToBytes(newId()), idToBytes(id), new Date('2026-06-30T15:00:00Z')];
    await get(Database).query(
      `INSERT INTO contracts (id, tenant_id, type, session_minutes, starts_at, ends_at)
       VALUES (?, ?, 'session', 60, ?, '2026-12-31 15:00:00')`,
      contract,
    );
    const before = await get(Database).query('SELECT * FROM contracts WHERE tenant_id = ?', [idToBytes(id)]);
    await edit({ timeZone: 'Europe/Berlin' });
    expect(await get(Database).query('SELECT * FROM contracts WHERE tenant_id = ?', [idToBytes(id)])).toEqual(
      before,
    );
  });

  it('is forgotten by nobody: what was before it keeps its days when they are counted again later', async () => {
    const at = new Date(clock.now().getTime() - 2 * HOUR);
    const day = dayIn(await history(), at);
    await edit({ timeZone: 'America/New_York' });
    clock.advance(40 * DAY);
    await edit({ timeZone: 'Europe/Berlin' });
    expect(dayIn(await history(), at)).toBe(day);
  });
});
