import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Defaults } from '@tenantry/capabilities';
import { DefaultProfile } from '@tenantry/permissions';
import { everything, World } from '../test';
import type { Process } from '../test';

let world: World;
let one: Process;

beforeAll(async () => {
  world = await World.make();
  one = await world.process();
}, 60_000);
afterAll(() => world?.end());

const codes = (list: { step: string; field?: string; code: string }[]) =>
  list.map(({ step, field, code }) => [step, field, code].filter(Boolean).join(' '));

describe('trying to create a tenant', () => {
  it('says what it would take and where it differs, and writes nothing in any table', async () => {
    const before = await world.sums();
    const review = await one.tryOut(everything);
    expect(await world.sums()).toBe(before);
    expect(review).toMatchObject({ slug: 'acme', host: 'acme.localhost', errors: [] });
    expect(review.steps.every(({ ok }) => ok)).toBe(true);
    expect(review.pools).toEqual([
      { pool: 'agents', size: 1_000, takes: 7, free: 1_000, enough: true },
      { pool: 'tenants', size: 100, takes: 1, free: 100, enough: true },
    ]);
    expect(review.differences).toEqual({
      permissions: [
        { key: 'campaign.one_off', value: false, default: true },
        { key: 'log.export', value: false, default: true },
      ],
      capabilities: [
        { key: 'agents', quantity: 7, default: 5, mode: 'hard', defaultMode: 'hard' },
        { key: 'disk', quantity: null, default: 5 * 1024 ** 3, mode: 'hard', defaultMode: 'hard' },
        { key: 'workflows', quantity: 20, default: 20, mode: 'soft', defaultMode: 'hard' },
      ],
      settings: [
        { field: 'notification', value: 'login_information', default: 'activation_link' },
        { field: 'thresholdSteps', value: [50, 100], default: [75, 85, 95, 100] },
      ],
    });
  });

  it('finds all that is wrong at once, by step', async () => {
    await one.create({ slug: 'taken' }, 'taken-key');
    const before = await world.sums();
    const review = await one.tryOut({
      slug: 'taken',
      size: 'huge',
      permissions: [{ key: 'no.such', value: true }],
      capabilities: [
        { key: 'agents', quantity: 5_000 },
        { key: 'ai_agents', quantity: null },
      ],
      subscription: { ...everything.subscription, endsAt: '2026-11-30' },
    });
    expect(codes(review.errors)).toEqual([
      'company size unknown_size',
      'permissions no.such feature_unknown',
      'subscription endsAt end_before_start',
      'company slug slug_taken',
      'capabilities agents pool_used_up',
      'capabilities ai_agents unlimited_in_pool',
    ]);
    expect(review.steps.filter(({ ok }) => !ok).map(({ step }) => step)).toEqual([
      'company',
      'permissions',
      'capabilities',
      'subscription',
    ]);
    expect(review.pools.filter(({ enough }) => !enough).map(({ pool }) => pool)).toEqual([
      'agents',
      'ai_agents',
    ]);
    expect(await world.sums()).toBe(before);
  });

  it('answers like creating where only that could tell', async () => {
    await world.query(
      "CREATE TRIGGER failing BEFORE INSERT ON users FOR EACH ROW SIGNAL SQLSTATE '23000' SET MYSQL_ERRNO = 1062, MESSAGE_TEXT = 'users_email'",
    );
    const before = await world.sums();
    const review = await one.tryOut({ slug: 'late' });
    await world.query('DROP TRIGGER failing');
    expect(codes(review.errors)).toEqual(['admin email email_taken']);
    expect(await world.sums()).toBe(before);
  });

  it('proposes a short name where none was chosen, and says what is worth knowing', async () => {
    const review = await one.tryOut({
      slug: '',
      managedHost: false,
      admin: { ...everything.admin },
      permissions: [
        { key: 'campaign', value: false },
        { key: 'campaign.one_off', value: true },
      ],
      subscription: { ...everything.subscription, startsAt: '2025-01-01', endsAt: '2025-12-31', licences: 0 },
    });
    expect(review).toMatchObject({ slug: 'acme-ltd', host: null, errors: [] });
    expect(codes(review.warnings)).toEqual([
      'company company_name_twice',
      'notification password_unused',
      'hosts no_host',
      'permissions campaign.one_off parent_off',
      'subscription no_licences',
      'subscription contract_over',
    ]);
    expect(codes((await one.tryOut({ slug: 'bare' })).warnings)).toContain('subscription no_subscription');
  });

  it('goes by the defaults of the platform as they are', async () => {
    const who = one.asOperator();
    await one.of(Defaults).change([{ key: 'agents', quantity: 900 }], who);
    const profile = one.of(DefaultProfile);
    const { version } = await profile.current();
    await profile.change(version, [{ key: 'log.export', value: false }], who);
    const review = await one.tryOut({ slug: 'later', permissions: [{ key: 'log.export', value: false }] });
    expect(codes(review.errors)).toEqual(['capabilities agents pool_used_up']);
    expect(review.differences.permissions).toEqual([]);
    await one.of(Defaults).change([{ key: 'agents', quantity: 5 }], who);
  });
});
