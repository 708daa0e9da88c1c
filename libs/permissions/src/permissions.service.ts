import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { DomainError, idToBytes, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { catalogue } from './catalogue';
import { CompiledRights } from './compiled.service';
import { treeOf, withChanges } from './tree';
import type { Differences } from './tree';

/** Null: back to the default. */
export interface ValueChange {
  key: string;
  value: boolean | null;
}

/** What one tenant may do: its differences from the platform's profile. */
@Injectable()
export class Permissions {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly tenants: Tenants,
    private readonly compiled: CompiledRights,
  ) {}

  async ofTenant(tenantId: string) {
    const { version, layers } = await this.compiled.now(tenantId);
    return { version, items: treeOf(catalogue, layers, await this.compiled.licensedMask()) };
  }

  /**
   * In the transaction that creates the tenant: remembers which catalogue it began with, and what was chosen for it.
   * Nothing can have been known of it, so nobody need hear.
   */
  async begin(tenantId: string, differences: Record<string, boolean>, who: Who): Promise<void> {
    const chosen = Object.entries(differences).map(([key, value]) => ({ key, value }));
    checkChanges(chosen);
    const id = idToBytes(tenantId);
    const { manager } = this.database;
    await manager.query(
      'INSERT INTO tenant_permissions (tenant_id, catalogue_version, version) VALUES (?, ?, ?)',
      [id, catalogue.version, chosen.length > 0 ? 1 : 0],
    );
    if (chosen.length === 0) return;
    await manager.query('INSERT INTO tenant_features (tenant_id, feature, value, version) VALUES ?', [
      chosen.map(({ key, value }) => [id, key, Number(value), 1]),
    ]);
    await who.record({
      tenantId,
      type: 'permission',
      action: 'permissions.chosen',
      target: { kind: 'tenant', id: tenantId },
      after: differences,
    });
  }

  /** `version` is the one that the changes were made up from: if another came between, it says what that changed. */
  change(tenantId: string, version: number, changes: ValueChange[], who: Who): Promise<{ version: number }> {
    checkChanges(changes);
    return this.database.transaction(async () => {
      const { companyName } = await this.tenants.hold(tenantId);
      const current = await this.lock(tenantId);
      if (current !== version) throw overtaken(current, await this.changedSince(tenantId, version));
      const { own } = (await this.compiled.now(tenantId)).layers;
      const next = await this.write(tenantId, current, realChanges(own, changes));
      await who.record({
        tenantId,
        type: 'permission',
        action: 'permissions.changed',
        target: { kind: 'tenant', id: tenantId, name: companyName },
        ...beforeAndAfter(own, changes),
      });
      await this.changes.append('permissions', tenantId);
      return { version: next };
    });
  }

  /** The version, with the row locked; a tenant from before there were permissions gets its row here. */
  private async lock(tenantId: string): Promise<number> {
    const id = idToBytes(tenantId);
    await this.database.manager.query(
      `INSERT INTO tenant_permissions (tenant_id) VALUES (?)
       ON DUPLICATE KEY UPDATE tenant_id = VALUES(tenant_id)`,
      [id],
    );
    const [row] = await this.database.manager.query<{ version: number }[]>(
      'SELECT version FROM tenant_permissions WHERE tenant_id = ? FOR UPDATE',
      [id],
    );
    return row!.version;
  }

  private async write(tenantId: string, version: number, changes: ValueChange[]): Promise<number> {
    const next = version + 1;
    const id = idToBytes(tenantId);
    await this.database.manager.query(
      `INSERT INTO tenant_features (tenant_id, feature, value, version) VALUES ${changes.map(() => '(?, ?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE value = VALUES(value), version = VALUES(version)`,
      changes.flatMap(({ key, value }) => [id, key, value === null ? null : Number(value), next]),
    );
    await this.database.manager.query('UPDATE tenant_permissions SET version = ? WHERE tenant_id = ?', [
      next,
      id,
    ]);
    return next;
  }

  private async changedSince(tenantId: string, version: number): Promise<ValueChange[]> {
    const rows = await this.database.query<{ feature: string; value: number | null }[]>(
      'SELECT feature, value FROM tenant_features WHERE tenant_id = ? AND version > ? ORDER BY feature',
      [idToBytes(tenantId), version],
    );
    return rows.map(({ feature, value }) => ({ key: feature, value: value === null ? null : value === 1 }));
  }
}

export function checkChanges(changes: readonly ValueChange[]): void {
  const seen = new Set<string>();
  for (const [index, { key }] of changes.entries()) {
    const field = `changes.${index}.key`;
    if (!catalogue.find(key)) throw invalid(field, `There is no feature ${key}.`, 'feature_unknown');
    if (seen.has(key)) throw invalid(field, `${key} is named twice.`, 'feature_twice');
    seen.add(key);
  }
}

/** Without those that leave everything as it is; none left is a refusal, so that no empty change is logged. */
export function realChanges(from: Differences, changes: readonly ValueChange[]): ValueChange[] {
  const real = changes.filter(({ key, value }) => (from.get(key) ?? null) !== value);
  if (real.length === 0)
    throw new DomainError('conflict', 'These are the values already: nothing changes.', {
      code: 'nothing_changes',
    });
  return real;
}

/** Null stands for the default. */
export function beforeAndAfter(from: Differences, changes: readonly ValueChange[]) {
  const real = realChanges(from, changes);
  const to = withChanges(from, real);
  const of = (differences: Differences) =>
    Object.fromEntries(real.map(({ key }) => [key, differences.get(key) ?? null]));
  return { before: of(from), after: of(to) };
}

export const overtaken = (version: number, changed: ValueChange[]) =>
  new DomainError('conflict', 'Somebody else changed these permissions meanwhile. Look at them again.', {
    code: 'permissions_changed',
    version,
    changed,
  });
