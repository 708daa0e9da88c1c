import type { DynamicModule, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { bytesToId, FixedClock, idToBytes, newId } from '@tenantry/kernel';
import type { LicenceKey, Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { Allocations, CapabilitiesModule } from '../src';
import type { CapabilityKey } from '../src';

export { faultOf } from '@tenantry/kernel/test';

export const clock = new FixedClock(new Date('2026-11-20T10:00:00.000Z'));

/** One or more API processes' worth of modules on one schema. */
export class World {
  private readonly modules: TestingModule[] = [];

  private constructor(
    readonly scratch: Scratch,
    private readonly imports: (Type | DynamicModule)[],
  ) {}

  static async make(
    imports: (Type | DynamicModule)[] = [CapabilitiesModule],
    licenceKeys: readonly LicenceKey[] = [],
  ): Promise<World> {
    const world = new World(await scratchSchema(), [installation(clock, { licenceKeys }), ...imports]);
    await world.process();
    return world;
  }

  async process(): Promise<TestingModule> {
    const module = await Test.createTestingModule({
      imports: [DatabaseModule.forRoot({ url: this.scratch.url, poolSize: 6 }), LogsModule, ...this.imports],
    }).compile();
    this.modules.push(module);
    return module;
  }

  async end(): Promise<void> {
    for (const module of this.modules) await module.close();
    await this.scratch.drop();
  }

  get<T>(type: abstract new (...services: never[]) => T, index = 0): T {
    return this.modules[index]!.get(type as never, { strict: false });
  }

  query<T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return this.scratch.source.query(sql, parameters);
  }

  by(index = 0, tenantId: string | null = null): Who {
    const logs = this.get(OperationLogs, index);
    return {
      actor: { kind: tenantId ? 'user' : 'operator', id: newId(), name: 'Olga' },
      tenantId,
      host: null,
      ip: '192.0.2.1',
      userAgent: 'spec',
      requestId: newId(),
      record(this: Who, entry) {
        return logs.record(this, entry);
      },
    };
  }

  /** As registering one does it, as far as capabilities are concerned. */
  tenant(timeZone = 'Europe/London', index = 0): Promise<string> {
    const database = this.get(Database, index);
    return database.transaction(async () => {
      const id = newId();
      await database.query(
        `INSERT INTO tenants
           (id, slug, company_name, company_name_key, size, country, time_zone, language, notification)
         VALUES (?, ?, 'Acme', 'acme', '1-10', 'GB', ?, 'en', 'activation_link')`,
        [idToBytes(id), `t-${id.slice(-12)}`, timeZone],
      );
      await this.get(Allocations, index).begin([{ pool: 'tenants', delta: 1 }]);
      return id;
    });
  }

  /** As purging one will. */
  purge(tenantId: string, index = 0): Promise<void> {
    const database = this.get(Database, index);
    return database.transaction(async () => {
      await database.query('SELECT 1 FROM tenants WHERE id = ? FOR UPDATE', [idToBytes(tenantId)]);
      await this.get(Allocations, index).release(tenantId, [{ pool: 'tenants', delta: -1 }]);
      await database.query('DELETE FROM tenants WHERE id = ?', [idToBytes(tenantId)]);
    });
  }

  async use(tenantId: string, key: CapabilityKey, used: number, period: string | null = null): Promise<void> {
    await this.query(
      'UPDATE capability_states SET used = ?, period = ? WHERE tenant_id = ? AND capability = ?',
      [used, period, idToBytes(tenantId), key],
    );
  }

  async row(tenantId: string, key: CapabilityKey) {
    const [row] = await this.query<Record<string, unknown>>(
      'SELECT * FROM capability_states WHERE tenant_id = ? AND capability = ?',
      [idToBytes(tenantId), key],
    );
    return {
      own: row?.['own'] === 1,
      quantity: row?.['own_quantity'] == null ? null : Number(row['own_quantity']),
      boosted: row?.['boosted'],
      allocated: Number(row?.['allocated']),
      overSince: (row?.['over_since'] as Date | null | undefined)?.toISOString() ?? null,
    };
  }

  async allocated(): Promise<Record<string, number>> {
    const rows = await this.query<{ pool: string; allocated: string }>('SELECT * FROM licence_pools');
    return Object.fromEntries(rows.map(({ pool, allocated }) => [pool, Number(allocated)]));
  }

  async logged(tenantId: string | null): Promise<{ action: string; before: unknown; after: unknown }[]> {
    const logs = await this.get(OperationLogs).list(tenantId, { limit: 200 });
    const parsed = (json: string | null) => (json ? (JSON.parse(json) as unknown) : null);
    return logs.map(({ action, before, after }) => ({
      action,
      before: parsed(before),
      after: parsed(after),
    }));
  }

  async changes(): Promise<{ version: number; topic: string; tenantId: string | null }[]> {
    const rows = await this.query<{ version: string; topic: string; tenant_id: Buffer | null }>(
      'SELECT version, topic, tenant_id FROM changes ORDER BY version',
    );
    return rows.map(({ version, topic, tenant_id }) => ({
      version: Number(version),
      topic,
      tenantId: tenant_id && bytesToId(tenant_id),
    }));
  }
}
