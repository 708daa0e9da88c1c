import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import { catalogue } from './catalogue';
import { CompiledRights } from './compiled.service';
import { beforeAndAfter, checkChanges, overtaken, realChanges } from './permissions.service';
import type { ValueChange } from './permissions.service';
import { Previews } from './previews.service';
import { treeOf } from './tree';
import type { TreeItem } from './tree';

/** What tenants may do unless something else is said of them: the catalogue, and the platform's differences. */
@Injectable()
export class DefaultProfile {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly compiled: CompiledRights,
    private readonly previews: Previews,
  ) {}

  /** As a new tenant would get it. */
  async current() {
    const [version, own, licensed] = [
      await this.version(),
      await this.compiled.profile(),
      await this.compiled.licensedMask(),
    ];
    const layers = { bornWith: catalogue.version, profile: new Map<string, boolean>(), own };
    const items = treeOf(catalogue, layers, licensed).map((item): TreeItem => ({
      ...item,
      origin: item.origin === 'tenant' ? 'default' : item.origin,
    }));
    return { version, items };
  }

  async preview(changes: ValueChange[]) {
    return this.previews.ofProfile(await this.version(), changes);
  }

  change(version: number, changes: ValueChange[], who: Who): Promise<{ version: number }> {
    checkChanges(changes);
    return this.database.transaction(async () => {
      const current = await this.version(' FOR UPDATE');
      if (current !== version) throw overtaken(current, await this.changedSince(version));
      const profile = await this.compiled.profile();
      const real = realChanges(profile, changes);
      const next = current + 1;
      await this.database.manager.query(
        `INSERT INTO permission_defaults (feature, value, version) VALUES ${real.map(() => '(?, ?, ?)').join(', ')}
         ON DUPLICATE KEY UPDATE value = VALUES(value), version = VALUES(version)`,
        real.flatMap(({ key, value }) => [key, value === null ? null : Number(value), next]),
      );
      await this.database.manager.query('UPDATE permission_profile SET version = ? WHERE id = 1', [next]);
      await who.record({
        tenantId: null,
        type: 'permission',
        action: 'permissions.defaults_changed',
        target: { kind: 'profile', id: 'permissions' },
        ...beforeAndAfter(profile, real),
      });
      await this.changes.append('permissions', null);
      return { version: next };
    });
  }

  private async version(lock: '' | ' FOR UPDATE' = ''): Promise<number> {
    const [row] = await this.database.query<{ version: number }[]>(
      `SELECT version FROM permission_profile WHERE id = 1${lock}`,
    );
    return row!.version;
  }

  private async changedSince(version: number): Promise<ValueChange[]> {
    const rows = await this.database.query<{ feature: string; value: number | null }[]>(
      'SELECT feature, value FROM permission_defaults WHERE version > ? ORDER BY feature',
      [version],
    );
    return rows.map(({ feature, value }) => ({ key: feature, value: value === null ? null : value === 1 }));
  }
}
