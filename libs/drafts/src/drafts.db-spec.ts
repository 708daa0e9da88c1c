import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock, faultOf } from '@tenantry/accounts/test';
import { scratchSchema } from '@tenantry/database';
import { DAY, idToBytes, newId } from '@tenantry/kernel';
import { everything, Founding, Process as Founder } from '@tenantry/onboarding/test';
import { DraftEnds } from './draft-ends.service';
import { DraftsJob } from './drafts.job';
import { DraftsModule } from './drafts.module';
import { Drafts } from './drafts.service';
import { savedStep } from './steps';
import type { SavedStep } from './steps';

class Process extends Founder {
  readonly drafts = this.of(Drafts);
  readonly ends = this.of(DraftEnds);
}

let world: Founding<Process>;
let one: Process;
let me: string;

beforeAll(async () => {
  const scratch = await scratchSchema([], { poolSize: 1 });
  world = new Founding(scratch, DraftsModule, (module) => new Process(module));
  one = await world.process();
  me = one.operatorId;
}, 60_000);
afterAll(() => world?.end());
beforeEach(() => world.empty());

const { companyName, slug, size, country, timeZone, language, admin } = everything;
const { password, ...person } = admin;
type Step = Pick<SavedStep, 'step' | 'values'>;
const company = { companyName, slug, size, country, timeZone, language };
const wizard = [
  { step: 'company', values: company },
  { step: 'admin', values: { ...person, password } },
  { step: 'notification', values: { notification: 'login_information' } },
  { step: 'hosts', values: { managedHost: true } },
  { step: 'permissions', values: { changes: everything.permissions } },
  { step: 'capabilities', values: { changes: everything.capabilities } },
  { step: 'subscription', values: everything.subscription },
] as Step[];

const start = (from?: { tenantId: string } | { templateId: string }) =>
  one.drafts.start(me, from, one.asOperator());
const save = (draftId: string, version: number, step: Step) =>
  one.drafts.keep(me, { draftId, version, ...step } as SavedStep, one.asOperator());
async function filled(steps = wizard, from?: { tenantId: string } | { templateId: string }) {
  let draft = await start(from);
  for (const step of steps) draft = await save(draft.id, draft.version, step);
  return draft;
}
const finish = (id: string, version: number) => one.ends.finish(me, id, version, one.asOperator());
const detailsOf = (work: Promise<unknown>) =>
  work.then(
    () => ({}) as Record<string, unknown>,
    (error: { details: Record<string, unknown> }) => error.details,
  );

describe('a draft', () => {
  it('keeps each step from the first on and says how far one may go', async () => {
    const draft = await start();
    expect(draft).toMatchObject({ version: 1, furthest: 'company', values: {}, faults: {}, from: null });
    const passed = [];
    let { version } = draft;
    for (const step of wizard) {
      const saved = await save(draft.id, version, step);
      passed.push(saved.furthest);
      ({ version } = saved);
    }
    expect(passed).toEqual([...wizard.slice(1).map(({ step }) => step), 'review']);
    const { values } = await one.drafts.byId(me, draft.id);
    expect(values).toMatchObject({
      company,
      admin: { ...person, passwordSet: true },
      hosts: { managedHost: true },
    });
  });

  it('never sends the password back nor keeps it in clear; it stays until it is taken back', async () => {
    const draft = await filled();
    const again = await save(draft.id, draft.version, { step: 'admin', values: person });
    expect(again.values.admin).toEqual({ ...person, passwordSet: true });
    expect(JSON.stringify(again)).not.toContain(password);
    for (const row of await world.query('SELECT * FROM drafts'))
      for (const value of Object.values(row))
        expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain('One-time');
    const without = { ...person, password: null };
    const back = await save(draft.id, again.version, { step: 'admin', values: without });
    expect(back.values.admin).toEqual({ ...person, passwordSet: false });
  });

  it('takes no password that is longer, sealed, than its place', async () => {
    const draft = await filled(wizard.slice(0, 1));
    const typed = (letters: number) => ({ ...person, password: '漢'.repeat(letters) });
    const parsed = (values: object) =>
      savedStep.safeParse({ draftId: draft.id, version: draft.version, step: 'admin', values }).success;
    expect([parsed(typed(333)), parsed(typed(334))]).toEqual([true, false]);
    const saved = detailsOf(save(draft.id, draft.version, { step: 'admin', values: typed(333) }));
    expect(await saved).not.toHaveProperty('errno');
    expect((await one.drafts.byId(me, draft.id)).values.admin).toMatchObject({ passwordSet: true });
  });

  it('is never overwritten silently by a second tab', async () => {
    const draft = await filled(wizard.slice(0, 1));
    const tabs = ['One', 'Other'].map((companyName) =>
      detailsOf(save(draft.id, draft.version, { step: 'company', values: { ...company, companyName } })),
    );
    const [refused] = (await Promise.all(tabs)).filter(({ code }) => code === 'draft_changed');
    expect(refused).toEqual({
      code: 'draft_changed',
      version: draft.version + 1,
      updatedAt: expect.any(String),
    });
    const { version, values } = await one.drafts.byId(me, draft.id);
    expect(version).toBe(draft.version + 1);
    expect(['One', 'Other']).toContain(values.company!.companyName);
    expect(await faultOf(finish(draft.id, draft.version))).toBe('conflict draft_changed');
  });

  it('leaves out no step, whoever calls', async () => {
    const draft = await start();
    for (const step of wizard.slice(1))
      expect(await detailsOf(save(draft.id, 1, step))).toEqual({ code: 'step_skipped', furthest: 'company' });
    expect(await detailsOf(finish(draft.id, 1))).toEqual({ code: 'step_skipped', furthest: 'company' });
    expect((await one.drafts.byId(me, draft.id)).version).toBe(1);
  });

  it('keeps what was typed wrong, says so, and does not let it pass', async () => {
    const draft = await filled(wizard.slice(0, 3));
    const wrong = { ...company, country: 'Atlantis', timeZone: 'Mars/Base' };
    const details = await detailsOf(save(draft.id, draft.version, { step: 'company', values: wrong }));
    expect(details).toMatchObject({
      ...{ step: 'company', field: 'country', code: 'unknown_country', version: draft.version + 1 },
      faults: [{ field: 'country' }, { field: 'timeZone', code: 'unknown_zone' }],
    });
    const kept = await one.drafts.byId(me, draft.id);
    expect(kept).toMatchObject({ furthest: 'company', values: { company: wrong } });
    expect(kept.faults.company!.map(({ field }) => field)).toEqual(['country', 'timeZone']);
    const mended = await save(draft.id, kept.version, { step: 'company', values: company });
    expect(mended).toMatchObject({ furthest: 'hosts', faults: { company: [] } });
  });

  it('asks at each step what others have taken', async () => {
    await one.create({ slug: 'acme' });
    const draft = await start();
    expect(await detailsOf(save(draft.id, 1, wizard[0]!))).toMatchObject({
      code: 'slug_taken',
      field: 'slug',
    });
    const next = await save(draft.id, 2, { step: 'company', values: { ...company, slug: 'acme-two' } });
    let { version } = next;
    for (const step of wizard.slice(1, 5)) ({ version } = await save(draft.id, version, step));
    const changes = [{ key: 'agents' as const, quantity: 5_000 }];
    expect(
      await detailsOf(save(draft.id, version, { step: 'capabilities', values: { changes } })),
    ).toMatchObject({
      ...{ code: 'pool_used_up', field: 'agents', pool: 'agents', free: 995 },
    });
  });

  it('is one operator’s: for any other there is none', async () => {
    const draft = await filled();
    const other = newId();
    const who = one.asOperator(other);
    const tries = [
      () => one.drafts.byId(other, draft.id),
      () =>
        one.drafts.keep(other, { draftId: draft.id, version: draft.version, ...wizard[0] } as SavedStep, who),
      () => one.drafts.discard(other, draft.id, who),
      () => one.ends.review(other, draft.id, who),
      () => one.ends.finish(other, draft.id, draft.version, who),
      () => one.ends.keep(other, 'Mine', { draftId: draft.id }, who),
    ];
    for (const attempt of tries) expect(await faultOf(attempt())).toBe('not_found');
    expect((await one.drafts.mine(other, undefined)).items).toEqual([]);
    expect(await one.drafts.byId(me, draft.id)).toEqual(draft);
  });

  it('is found again among one’s own, page by page, the last changed first', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 5; number++) {
      ids.push((await start()).id);
      clock.advance(1_000);
    }
    await save(ids[1]!, 1, wizard[0]!);
    const pages: string[][] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<Drafts['mine']>> = await one.drafts.mine(me, cursor || undefined, 2);
      pages.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual([[ids[1], ids[4]], [ids[3], ids[2]], [ids[0]]]);
    const [first] = (await one.drafts.mine(me, undefined)).items;
    expect(first).toMatchObject({ companyName, step: 'admin', version: 2 });
    await one.drafts.discard(me, ids[1]!, one.asOperator());
    expect((await one.drafts.mine(me, undefined)).items).toHaveLength(4);
  });

  it('tells the log nothing of whom it is about', async () => {
    const draft = await filled();
    await one.drafts.discard(me, draft.id, one.asOperator());
    const log = await world.query('SELECT * FROM operation_log');
    expect(log.length).toBe(wizard.length + 2);
    for (const row of log) {
      const said = JSON.stringify(row);
      for (const word of [slug, companyName, person.email, person.username]) expect(said).not.toContain(word);
    }
  });

  it('goes when nobody has touched it for 30 days', async () => {
    const old = await start();
    clock.advance(29 * DAY);
    const young = await start();
    clock.advance(2 * DAY);
    await one.of(DraftsJob).run();
    expect(await faultOf(one.drafts.byId(me, old.id))).toBe('not_found');
    expect((await one.drafts.byId(me, young.id)).id).toBe(young.id);
  });
});

describe('finishing', () => {
  it('makes the tenant and removes the draft; a repeat answers the same, also ten at once', async () => {
    const { id, version } = await filled();
    const before = await world.counts();
    const results = await Promise.all(Array.from({ length: 10 }, () => finish(id, version)));
    expect(new Set(results.map(({ tenantId }) => tenantId)).size).toBe(1);
    expect(await finish(id, version)).toEqual(results[0]);
    const { tenant_terms: _, operation_log: log, ...grown } = await world.grown(before);
    expect(grown).toEqual({
      ...{ tenants: 1, tenant_hosts: 1, users: 1, outbox: 1, tenant_permissions: 1, tenant_features: 2 },
      ...{ capability_states: 3, contracts: 1, contract_counters: 1, ledger_entries: 1 },
      ...{ idempotency_keys: 1, drafts: -1 },
    });
    // Six of the tenant's, one that the draft was finished, ten repeats.
    expect(log).toBe(6 + 1 + 10);
    const [mail] = await world.query<{ secrets: Buffer }>('SELECT secrets FROM outbox');
    expect(mail).toBeDefined();
    expect(await world.mailed(results[0]!.tenantId)).toEqual({ password });
  });

  it('checks every step anew, leaves the draft as it was and can be done once that is mended', async () => {
    const draft = await filled();
    await one.create({ slug: 'acme' }, 'somebody-was-faster');
    const before = await world.sums();
    expect(await detailsOf(finish(draft.id, draft.version))).toMatchObject({
      code: 'slug_taken',
      step: 'company',
    });
    expect(await world.sums()).toBe(before);
    const review = await one.ends.review(me, draft.id, one.asOperator());
    expect(review.errors).toMatchObject([{ step: 'company', field: 'slug', code: 'slug_taken' }]);
    const values = { ...company, slug: 'acme-two' };
    const { version } = await save(draft.id, draft.version, { step: 'company', values });
    expect((await finish(draft.id, version)).slug).toBe('acme-two');
  });

  it('reviews without writing anything', async () => {
    const draft = await filled();
    const before = await world.sums();
    const review = await one.ends.review(me, draft.id, one.asOperator());
    expect(review).toMatchObject({ slug, host: 'acme.localhost', errors: [] });
    expect(await world.sums()).toBe(before);
  });
});

describe('a draft that is begun from another', () => {
  it('has a tenant’s permissions, limits and settings; the tenant made of it tells how it differs', async () => {
    const { tenantId } = await one.create(everything, 'the-source');
    const from = { tenantId };
    const begun = await start(from);
    expect(begun).toMatchObject({
      from: { kind: 'tenant', id: tenantId, name: companyName },
      furthest: 'company',
      values: {
        company: { companyName: '', timeZone, language },
        notification: { notification: 'login_information' },
        permissions: { changes: everything.permissions },
      },
    });
    const limits = { changes: [{ key: 'agents' as const, quantity: 8 }] };
    const steps = wizard.map((step) =>
      step.step === 'company'
        ? ({ ...step, values: { ...company, slug: 'copy', timeZone: 'Asia/Dubai' } } as Step)
        : step.step === 'capabilities'
          ? ({ ...step, values: limits } as Step)
          : step,
    );
    const draft = await filled(steps, from);
    const made = await finish(draft.id, draft.version);
    expect(await one.origins.of(made.tenantId)).toMatchObject({
      ...{ kind: 'tenant', name: companyName },
      differences: {
        permissions: [],
        capabilities: [
          { key: 'agents', then: 7, now: 8 },
          { key: 'disk', then: null, now: 'default' },
        ],
        settings: [{ field: 'timeZone', then: timeZone, now: 'Asia/Dubai' }],
      },
    });
    expect(await world.query('SELECT threshold_steps FROM tenants WHERE slug = ?', ['copy'])).toEqual([
      { threshold_steps: '50,100' },
    ]);
  });

  it('has a template’s, which can be kept from a tenant or from a draft', async () => {
    const who = one.asOperator();
    const draft = await filled();
    const { id: templateId } = await one.ends.keep(me, 'From a draft', { draftId: draft.id }, who);
    const { tenantId } = await finish(draft.id, draft.version);
    await one.ends.keep(me, 'From a tenant', { tenantId }, who);
    const [first, second] = await one.templates.list();
    expect(first!.choices.permissions).toEqual(everything.permissions);
    expect(second!.choices.permissions).toEqual(everything.permissions);
    expect(second!.choices.settings).toEqual({
      ...{ language, timeZone, notification: 'login_information', thresholdSteps: null },
    });
    const begun = await start({ templateId });
    expect(begun.from).toEqual({ kind: 'template', id: templateId, name: 'From a draft' });
    await one.templates.remove(templateId, who);
    expect((await one.drafts.byId(me, begun.id)).values.permissions!.changes).toEqual(everything.permissions);
    expect(await faultOf(start({ templateId }))).toBe('not_found');
  });

  it('forgets a tenant that goes for good', async () => {
    const { tenantId } = await one.create(everything, 'the-source');
    const { id } = await start({ tenantId });
    await world.query('SET FOREIGN_KEY_CHECKS = 0');
    await world.query('UPDATE drafts SET source_tenant_id = NULL WHERE source_tenant_id = ?', [
      idToBytes(tenantId),
    ]);
    await world.query('SET FOREIGN_KEY_CHECKS = 1');
    expect((await one.drafts.byId(me, id)).from).toEqual({ kind: 'tenant', id: null, name: null });
    const [row] = await world.query<{ content: string }>('SELECT content FROM drafts');
    for (const word of [tenantId, slug, companyName, person.email]) expect(row!.content).not.toContain(word);
  });
});
