import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '@tenantry/accounts';
import { faultOf, Installation, Instance } from '@tenantry/accounts/test';
import { Allocations } from '@tenantry/capabilities';
import { Database, scratchSchema } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import { Permissions } from '@tenantry/permissions';
import type { Choices } from './choices';
import { Origins } from './origins.service';
import { TemplatesModule } from './templates.module';
import { Templates } from './templates.service';

@Module({ imports: [AccountsModule, TemplatesModule] })
class TogetherModule {}

class Process extends Instance {
  of<T>(type: abstract new (...services: never[]) => T): T {
    return this.module.get<T>(type as never, { strict: false });
  }
}

let world: Installation<Process>;
let one: Process;
let templates: Templates;
let origins: Origins;

beforeAll(async () => {
  const scratch = await scratchSchema([], { poolSize: 1 });
  world = new Installation(scratch, TogetherModule, (module) => new Process(module));
  one = await world.process();
  [templates, origins] = [one.of(Templates), one.of(Origins)];
}, 60_000);
afterAll(() => world?.end());

const choices: Choices = {
  permissions: [{ key: 'campaign', value: false }],
  capabilities: [{ key: 'widgets', quantity: 9 }],
  settings: {
    language: 'de',
    timeZone: 'Europe/Berlin',
    notification: 'activation_link',
    thresholdSteps: null,
  },
};

/** With differences of its own. */
async function tenant(): Promise<string> {
  const { id } = await world.tenant(one, { notification: 'activation_link' });
  await one.of(Database).transaction(async () => {
    await one.of(Permissions).begin(id, { campaign: false, 'log.export': true }, one.who());
    const changes = [
      { key: 'widgets' as const, quantity: 9 },
      { key: 'disk' as const, quantity: null },
      { key: 'agents' as const, quantity: 'default' as const, mode: 'observe' as const },
    ];
    await one.of(Allocations).begin([], { tenantId: id, changes });
  });
  return id;
}

describe('templates', () => {
  it('are listed by name, of which each is there once however it is written', async () => {
    const { id } = await templates.keep('Retail', choices, one.who());
    await templates.keep(' Banking ', choices, one.who());
    expect((await templates.list()).map(({ name }) => name)).toEqual(['Banking', 'Retail']);
    expect(await faultOf(templates.keep('RÉTAIL', choices, one.who()))).toBe('conflict template_name_taken');
    expect(await faultOf(templates.rename(id, 'banking', one.who()))).toBe('conflict template_name_taken');
    await templates.rename(id, 'Shops', one.who());
    expect(await templates.byId(id)).toMatchObject({ name: 'Shops', choices });
    await templates.remove(id, one.who());
    expect(await faultOf(templates.byId(id))).toBe('not_found');
    expect(await faultOf(templates.remove(id, one.who()))).toBe('not_found');
    const log = (await world.log()).filter(({ action }) => action.startsWith('template.'));
    expect(log.map(({ action, tenantId }) => `${action} ${tenantId}`)).toEqual([
      ...['saved', 'saved', 'renamed', 'removed'].map((verb) => `template.${verb} null`),
    ]);
  });
});

describe('what a tenant chose', () => {
  it('is what it says differently, and how it is set', async () => {
    expect(await origins.choicesOf(await tenant())).toEqual({
      permissions: [
        { key: 'campaign', value: false },
        { key: 'log.export', value: true },
      ],
      capabilities: [
        { key: 'agents', quantity: 'default', mode: 'observe' },
        { key: 'disk', quantity: null },
        { key: 'widgets', quantity: 9 },
      ],
      settings: {
        ...{ language: 'en', timeZone: 'Europe/London', notification: 'activation_link' },
        thresholdSteps: null,
      },
    });
    expect(await faultOf(origins.choicesOf(newId()))).toBe('not_found');
  });

  it('is compared with what it was made from, choice by choice', async () => {
    const id = await tenant();
    expect(await origins.of(id)).toBeNull();
    const origin = { kind: 'template' as const, id: newId(), name: 'Retail', choices };
    await one.of(Database).transaction(() => origins.remember(id, origin));
    expect(await origins.of(id)).toMatchObject({
      kind: 'template',
      name: 'Retail',
      differences: {
        permissions: [{ key: 'log.export', then: 'default', now: true }],
        capabilities: [{ key: 'disk', then: 'default', now: null }],
        settings: [
          { field: 'language', then: 'de', now: 'en' },
          { field: 'timeZone', then: 'Europe/Berlin', now: 'Europe/London' },
        ],
      },
    });
  });

  it('outlives the tenant it was taken from, which is then named no more', async () => {
    const [source, copy] = [await tenant(), await tenant()];
    const from = await origins.read({ tenantId: source });
    expect(from).toMatchObject({ kind: 'tenant', id: source, name: 'Acme Ltd' });
    await one.of(Database).transaction(() => origins.remember(copy, from));
    expect(await origins.of(copy)).toMatchObject({ kind: 'tenant', name: 'Acme Ltd' });
    await world.query('SET FOREIGN_KEY_CHECKS = 0');
    for (const table of ['users', 'tenant_hosts', 'one_time_tokens'])
      await world.query(`DELETE FROM ${table} WHERE tenant_id = ?`, [idToBytes(source)]);
    await world.query('SET FOREIGN_KEY_CHECKS = 1');
    for (const table of ['tenant_features', 'tenant_permissions', 'capability_states'])
      await world.query(`DELETE FROM ${table} WHERE tenant_id = ?`, [idToBytes(source)]);
    await world.query('DELETE FROM tenants WHERE id = ?', [idToBytes(source)]);
    expect(await origins.of(copy)).toMatchObject({
      ...{ kind: 'tenant', name: null },
      differences: { permissions: [], capabilities: [], settings: [] },
    });
  });
});
