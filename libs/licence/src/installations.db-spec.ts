import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { DAY } from '@tenantry/kernel';
import { issuer } from '../test';
import type { Issuer } from '../test';
import { clock, codeOf, Process } from '../test/world';
import type { Terms } from './terms';

let scratch: Scratch;
let vendor: Issuer;
let one: Process;
let two: Process;

beforeAll(async () => {
  scratch = await scratchSchema();
  vendor = await issuer();
  one = await Process.start(scratch.url, vendor.keys);
  two = await Process.start(scratch.url, vendor.keys);
});
afterAll(async () => {
  await one?.end();
  await two?.end();
  await scratch?.drop();
});
beforeEach(async () => {
  clock.instant = new Date('2026-11-20T10:00:00.000Z');
  await scratch.source.query('UPDATE licence_pools SET allocated = 0, licence_id = NULL');
  await scratch.source.query('DELETE FROM licences');
  // What the specs write by hand nobody is told of.
  for (const process of [one, two])
    await process.database.transaction(() => process.changes.append('licence', null));
  await Promise.all([one.changes.poll(), two.changes.poll()]);
});

const issue = (change: Partial<Terms> = {}) => vendor.issue(change, clock.now());
const sizes = { agents: 50, ai_agents: 1, ai_tenants: 1, tenants: 10, workflow_triggers: 0 };
const preview = (text: string, process = one) => process.as('admin').preview({ text });

describe('without a licence', () => {
  it('the evaluation licence applies, says so, and never ends', async () => {
    clock.advance(3_650 * DAY);
    expect(await one.licence.inForce()).toMatchObject({
      source: 'evaluation',
      state: 'valid',
      allocates: true,
      features: null,
      pools: { agents: 1_000, ai_agents: 20, ai_tenants: 5, tenants: 100, workflow_triggers: 100_000 },
    });
    const current = await one.as('support').current();
    expect(current).toMatchObject({
      source: 'evaluation',
      validTo: null,
      graceEndsAt: null,
      installedAt: null,
    });
    expect(await one.as('support').history({})).toEqual({ items: [], next: null });
  });
});

describe('a preview', () => {
  it('tells what the licence grants and what would change, and keeps nothing', async () => {
    await scratch.source.query("UPDATE licence_pools SET allocated = 60 WHERE pool = 'agents'");
    const features = new Set(['conversation.reply', 'ai.agent']);
    const text = await issue({ pools: sizes, features, validTo: new Date('2027-11-20T00:00:00Z') });
    const shown = await preview(text);
    expect(shown).toMatchObject({
      before: { source: 'evaluation' },
      after: {
        id: 'lic-spec',
        customer: 'Spec Platforms Ltd',
        validTo: '2027-11-20T00:00:00.000Z',
        graceEndsAt: '2027-12-04T00:00:00.000Z',
        features: ['ai.agent', 'conversation.reply'],
      },
      features: { before: null, after: ['ai.agent', 'conversation.reply'], gained: [], lost: [] },
      keyId: vendor.keys[0]!.kid,
    });
    expect(shown.pools[0]).toEqual({
      pool: 'agents',
      before: 1_000,
      size: 50,
      direction: 'down',
      allocated: 60,
      free: 0,
      excess: 10,
    });
    expect((await one.licence.inForce()).source).toBe('evaluation');
    expect(await scratch.source.query('SELECT * FROM licences')).toEqual([]);
  });

  it('refuses what cannot be installed, and says what to do', async () => {
    const at = clock.now().getTime();
    const [past, future] = [new Date(at - DAY / 2), new Date(at + DAY)];
    const foreign = await (await issuer()).issue({}, clock.now());
    const codes = [foreign, await issue({ validFrom: future }), await issue({ validTo: past }), 'what?'];
    expect(await Promise.all(codes.map((text) => codeOf(preview(text))))).toEqual([
      'licence_foreign',
      'licence_not_begun',
      'licence_ended',
      'licence_malformed',
    ]);
    await one.install(await issue({ version: 5 }));
    const older = {
      'the same again': await issue({ version: 5, customer: 'Somebody else' }),
      'a lower version': await issue({ version: 4 }),
      'another licence, issued before': await issue({ id: 'other', issuedAt: new Date(at - 5 * DAY) }),
    };
    for (const [name, text] of Object.entries(older))
      expect([name, await codeOf(preview(text))]).toEqual([name, 'licence_older']);
    expect(await codeOf(preview(await issue({ id: 'other' })))).toBe('done');
  });

  it('says so when the licence is the one in force', async () => {
    const text = await issue();
    await one.install(text);
    expect(await codeOf(preview(`\n${text} `))).toBe('licence_in_force');
  });
});

describe('installing', () => {
  it('puts the licence in force, for this process at once and for others when they hear of it', async () => {
    await Promise.all([one.licence.inForce(), two.licence.inForce()]);
    await one.install(await issue({ pools: sizes, features: new Set(['ai.agent']) }));
    const inForce = { source: 'installed', state: 'valid', customer: 'Spec Platforms Ltd', pools: sizes };
    expect(await one.licence.inForce()).toMatchObject(inForce);
    expect((await two.licence.inForce()).source).toBe('evaluation');
    await two.changes.poll();
    expect(await two.licence.inForce()).toMatchObject({ ...inForce, features: new Set(['ai.agent']) });
    expect(await two.as('support').current()).toMatchObject({
      installedBy: 'Olga',
      installedAt: clock.now().toISOString(),
    });
  });

  it('writes who replaced what by what into the platform’s log', async () => {
    await one.install(await issue({ pools: sizes }));
    const row = (await one.platformLog()).find(({ action }) => action === 'licence.installed')!;
    expect(row).toMatchObject({ type: 'system', actorName: 'Olga', targetId: 'lic-spec' });
    expect(JSON.parse(row.before!)).toMatchObject({ id: 'evaluation', features: 'all' });
    expect(JSON.parse(row.after!)).toMatchObject({ id: 'lic-spec', version: 1, pools: sizes });
  });

  it('takes only what was shown, in the place of what was shown', async () => {
    const [first, second] = [await issue(), await issue({ version: 2 })];
    const shown = await preview(first);
    const other = await preview(second);
    const install = (text: string, expects: string) => one.as('admin').install({ text, expects });
    expect(await codeOf(install(first, other.digest))).toBe('licence_not_as_shown');
    await install(first, shown.digest);
    // Shown in the place of the evaluation licence, which is no longer in force.
    expect(await codeOf(install(second, other.digest))).toBe('licence_not_as_shown');
    await one.install(second);
  });

  it('lets one of two at once through', async () => {
    const [first, second] = [await issue({ id: 'first' }), await issue({ id: 'second' })];
    const shown = await Promise.all([preview(first), preview(second, two)]);
    const codes = await Promise.all([
      codeOf(one.as('admin').install({ text: first, expects: shown[0].digest })),
      codeOf(two.as('admin').install({ text: second, expects: shown[1].digest })),
    ]);
    expect(codes.sort()).toEqual(['done', 'licence_not_as_shown']);
    expect((await one.as('admin').history({})).items).toHaveLength(1);
  });

  it('is for operators who may change things; support sees, auditors do not', async () => {
    const text = await issue();
    const { digest } = await preview(text);
    for (const role of ['support', 'auditor'] as const) {
      expect(await codeOf(one.as(role).preview({ text }))).toBe('not_allowed');
      expect(await codeOf(one.as(role).install({ text, expects: digest }))).toBe('not_allowed');
    }
    expect(await codeOf(one.as('support').current())).toBe('done');
    expect(await codeOf(one.as('auditor').current())).toBe('not_allowed');
  });

  it('keeps every licence that was ever in force', async () => {
    for (const version of [1, 2, 3]) {
      clock.advance(DAY);
      await one.install(await issue({ version, pools: { ...sizes, agents: version } }));
    }
    const history = one.as('support').history;
    const page = await history({ limit: 2 });
    expect(page.items.map(({ version, pools }) => [version, pools.agents])).toEqual([
      [3, 3],
      [2, 2],
    ]);
    const rest = await history({ limit: 2, cursor: page.next! });
    expect(rest).toMatchObject({ items: [{ version: 1, installedBy: 'Olga' }], next: null });
  });
});

describe('as time goes by', () => {
  it('a licence falls into grace and ends without anybody’s doing', async () => {
    await one.install(await issue({ validTo: new Date(clock.now().getTime() + DAY), graceDays: 2 }));
    const seen: unknown[] = [];
    for (let half = 0; half < 7; half++) {
      const { state, graceDaysLeft, allocates } = await one.as('support').current();
      expect(await two.licence.inForce().then((licence) => licence.allocates)).toBe(allocates);
      seen.push(`${state} ${graceDaysLeft} ${allocates}`);
      clock.advance(DAY / 2);
    }
    expect(seen).toEqual([
      ...['valid null true', 'valid null true', 'grace 2 true', 'grace 2 true'],
      ...['grace 1 true', 'grace 1 true', 'expired null false'],
    ]);
  });

  it('is not yet valid again when the clock of the server is set back', async () => {
    await one.install(await issue());
    clock.advance(-30 * DAY);
    expect(await one.licence.inForce()).toMatchObject({ state: 'not_yet_valid', allocates: false });
  });
});

describe('a licence that nobody vouches for any more', () => {
  it('allows no new allocation where its key was withdrawn', async () => {
    await one.install(await issue({ pools: sizes }));
    const later = await Process.start(scratch.url, (await issuer()).keys);
    expect(await later.licence.inForce()).toMatchObject({ trusted: false, allocates: false, pools: sizes });
    expect(
      await codeOf(later.database.transaction(() => later.pools.change([{ pool: 'agents', delta: 1 }]))),
    ).toBe('licence_untrusted');
    await later.end();
  });

  it('allows none where somebody wrote a larger one into the database', async () => {
    const stranger = await issuer();
    await one.install(await issue({ pools: sizes }));
    for (const document of [await stranger.issue({}, clock.now()), 'nonsense']) {
      await scratch.source.query('UPDATE licences SET document = ?', [document]);
      const later = await Process.start(scratch.url, vendor.keys);
      expect(await later.licence.inForce()).toMatchObject({ trusted: false, allocates: false });
      expect(await codeOf(later.as('support').current())).toBe('done');
      await later.end();
    }
    await one.install(await issue({ version: 2, pools: sizes }));
    expect(await one.licence.inForce()).toMatchObject({ trusted: true, allocates: true });
  });
});
