import type { Type } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Installation, Instance } from '@tenantry/accounts/test';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Origins, Templates } from '@tenantry/templates';
import { BulkCreation, Onboarding, OnboardingModule, OnboardingRouter, Wishes } from '../src';
import type { WishInput } from '../src';

export class Process extends Instance {
  readonly operatorId = newId();
  readonly onboarding = this.of(Onboarding);
  readonly wishes = this.of(Wishes);
  readonly bulk = this.of(BulkCreation);
  readonly templates = this.of(Templates);
  readonly origins = this.of(Origins);
  readonly routes = this.of(OnboardingRouter);

  of<T>(type: abstract new (...services: never[]) => T): T {
    return this.module.get<T>(type as never, { strict: false });
  }

  asOperator(id = this.operatorId): Who {
    return this.who({ actor: { kind: 'operator', id, name: 'Olga' } });
  }

  async create(change: Partial<WishInput> = {}, key = 'first-save', who = this.asOperator()) {
    return this.onboarding.create(key, await this.wishes.of({ ...acme, ...change }), who);
  }

  async tryOut(change: Partial<WishInput> = {}) {
    return this.onboarding.tryOut(await this.wishes.of({ ...acme, ...change }), this.asOperator());
  }
}

/** An installation on which tenants are created; specs of higher floors name their own module and process. */
export class Founding<One extends Process> extends Installation<One> {
  private readonly tables: Promise<string[]>;

  constructor(scratch: Scratch, feature: Type, started: (module: TestingModule) => One) {
    super(scratch, feature, started);
    this.tables = this.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1`,
    ).then((rows) => rows.map(({ name }) => name));
  }

  /** How many rows each table has; tables without rows are left out. */
  async counts(): Promise<Record<string, number>> {
    const each = (await this.tables).map((name) => `SELECT '${name}' AS name, COUNT(*) AS n FROM ${name}`);
    const rows = await this.query<{ name: string; n: string }>(each.join(' UNION ALL '));
    return Object.fromEntries(rows.flatMap(({ name, n }) => (Number(n) > 0 ? [[name, Number(n)]] : [])));
  }

  /** Which tables have more rows than before or less, and how many. */
  async grown(before: Record<string, number>): Promise<Record<string, number>> {
    const after = await this.counts();
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return Object.fromEntries(
      names
        .map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const)
        .filter(([, n]) => n !== 0),
    );
  }

  /** Whatever the pools and tables hold, number for number. */
  async sums(): Promise<string> {
    return JSON.stringify(await this.query(`CHECKSUM TABLE ${(await this.tables).join(', ')}`));
  }

  /** Without a tenant, and as much free in every pool as there was at first. */
  async empty(): Promise<void> {
    const kept = new Set([
      ...['migrations', 'capability_defaults', 'licence_pools', 'change_clock', 'permission_profile'],
      ...['search_indexes'],
    ]);
    await this.query('SET FOREIGN_KEY_CHECKS = 0');
    for (const name of await this.tables) if (!kept.has(name)) await this.query(`DELETE FROM ${name}`);
    await this.query('SET FOREIGN_KEY_CHECKS = 1');
    await this.query('UPDATE licence_pools SET allocated = 0');
  }
}

export class World extends Founding<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 1 });
    return new World(scratch, OnboardingModule, (module) => new Process(module));
  }
}

export const acme = {
  companyName: 'Acme Ltd',
  slug: 'acme',
  size: '1-10',
  country: 'GB',
  timeZone: 'Europe/London',
  language: 'en',
  notification: 'activation_link',
  managedHost: true,
  admin: { username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@acme.test' },
} satisfies WishInput;

/** With something of everything. */
export const everything = {
  ...acme,
  notification: 'login_information',
  admin: { ...acme.admin, password: 'One-time-secret-4711' },
  permissions: [
    { key: 'campaign.one_off', value: false },
    { key: 'log.export', value: false },
  ],
  capabilities: [
    { key: 'agents', quantity: 7 },
    { key: 'disk', quantity: null },
    { key: 'workflows', quantity: 'default', mode: 'soft' },
  ],
  subscription: {
    type: 'session',
    sessionDuration: 60,
    startsAt: '2026-12-01',
    endsAt: '2027-11-30',
    licences: 500,
  },
  thresholdSteps: [50, 100],
} satisfies WishInput;
