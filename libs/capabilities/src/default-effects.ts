import type { EntityManager } from 'typeorm';
import { bytesToId } from '@tenantry/kernel';
import type { PoolDelta } from '@tenantry/licence';
import { capability } from './catalogue';
import type { CapabilityDefault } from './capability.entity';
import { Limits } from './limits';

/** SQL text with its parameters, to be put into a larger one. */
interface Sql {
  text: string;
  parameters: unknown[];
}

const NAMED = 20;

/** What a default means for all tenants at once: a few statements, however many tenants there are. */
export class DefaultEffects {
  constructor(
    private readonly manager: EntityManager,
    private readonly now: Date,
  ) {}

  /** Tenants whose use is above their limit with `after` and was not with `before`. */
  async goingOver(before: CapabilityDefault, after: CapabilityDefault) {
    const used = await this.used(after);
    const [was, will] = [this.limit(before), this.limit(after)];
    const from: Sql = {
      text: `FROM capability_states s JOIN tenants t ON t.id = s.tenant_id
        WHERE s.capability = ? AND s.used > 0 AND COALESCE(${used.text} > ${will.text}, 0)
          AND NOT COALESCE(${used.text} > ${was.text}, 0)`,
      parameters: [
        after.capability,
        ...used.parameters,
        ...will.parameters,
        ...used.parameters,
        ...was.parameters,
      ],
    };
    const [{ count }] = await this.manager.query<[{ count: string }]>(
      `SELECT COUNT(*) AS count ${from.text}`,
      from.parameters,
    );
    const first = await this.manager.query<Record<string, unknown>[]>(
      `SELECT t.id, t.slug, t.company_name, ${used.text} AS used, ${will.text} AS quantity ${from.text}
       ORDER BY t.id LIMIT ${NAMED}`,
      [...used.parameters, ...will.parameters, ...from.parameters],
    );
    return {
      count: Number(count),
      first: first.map((row) => ({
        tenantId: bytesToId(row['id'] as Buffer),
        slug: row['slug'] as string,
        companyName: row['company_name'] as string,
        used: Number(row['used']),
        limit: Number(row['quantity']),
      })),
    };
  }

  /** What each pool gains or loses; exact while the default's row is held. */
  async deltas(before: CapabilityDefault, after: CapabilityDefault): Promise<PoolDelta[]> {
    const { pool, tenantsPool } = capability(after.capability);
    if (!pool) return [];
    const share = this.share(after);
    const [row] = await this.manager.query<Record<string, string>[]>(
      `SELECT (SELECT COUNT(*) FROM tenants) AS tenants, COUNT(*) AS with_row,
         COALESCE(SUM(IF(own, 0, ${share.text})), 0) AS will, COALESCE(SUM(IF(own, 0, allocated)), 0) AS held,
         COALESCE(SUM(NOT own AND ${share.text} > 0), 0) AS will_have_any,
         COALESCE(SUM(NOT own AND allocated > 0), 0) AS have_any
       FROM capability_states s WHERE capability = ?`,
      [...share.parameters, ...share.parameters, after.capability],
    );
    const number = (column: string) => Number(row![column]);
    const withoutRow = number('tenants') - number('with_row');
    const [old, fresh] = [Limits.share(null, before, []), Limits.share(null, after, [])];
    const any = withoutRow * (Number(fresh > 0) - Number(old > 0));
    return [
      { pool, delta: number('will') - number('held') + withoutRow * (fresh - old) },
      ...(tenantsPool
        ? [{ pool: tenantsPool, delta: number('will_have_any') - number('have_any') + any }]
        : []),
    ];
  }

  /** Brings every row of the capability in line with the default that is about to be written. */
  async apply(after: CapabilityDefault): Promise<void> {
    const [used, limit, share] = [await this.used(after), this.limit(after), this.share(after)];
    const pooled = capability(after.capability).pool !== null;
    await this.manager.query(
      `UPDATE capability_states s
       SET over_since = IF(COALESCE(${used.text} > ${limit.text}, 0), COALESCE(over_since, ?), NULL)
         ${pooled ? `, allocated = IF(own, allocated, ${share.text})` : ''}
       WHERE capability = ?`,
      [
        ...used.parameters,
        ...limit.parameters,
        this.now,
        ...(pooled ? share.parameters : []),
        after.capability,
      ],
    );
  }

  /** A row's limit in force with that default; null is unlimited. The same rule as `Limits.inForce`. */
  private limit({ quantity, freeQuantity }: CapabilityDefault): Sql {
    const base = 'IF(s.own, s.own_quantity, CAST(? AS UNSIGNED))';
    return {
      text: `(GREATEST(${base}, ${boosted('AND b.starts_at <= ? AND b.ends_at > ?')}) + ?)`,
      parameters: [quantity, this.now, this.now, freeQuantity],
    };
  }

  /** What a row without a limit of its own holds of the pool. The same rule as `Limits.share`. */
  private share(base: CapabilityDefault): Sql {
    const share = Limits.share(null, base, []);
    return { text: `GREATEST(${share}, ${boosted('')})`, parameters: [] };
  }

  /** A row's use that counts now. The same rule as `Limits.used`. */
  private async used({ capability: key }: CapabilityDefault): Promise<Sql> {
    if (capability(key).kind !== 'flow') return { text: 's.used', parameters: [] };
    const rows = await this.manager.query<{ zone: string }[]>(
      `SELECT DISTINCT ${countsIn} AS zone FROM tenants z`,
      [this.now],
    );
    const months = Map.groupBy(
      rows.map(({ zone }) => zone),
      (zone) => Limits.period(this.now, zone),
    );
    if (months.size === 0) return { text: '0', parameters: [] };
    const zone = `(SELECT ${countsIn} FROM tenants z WHERE z.id = s.tenant_id)`;
    const cases = [...months].map(([month, zones]) => ({
      text: `WHEN s.period >= ? AND ${zone} IN (?) THEN s.used`,
      parameters: [month, this.now, zones],
    }));
    return {
      text: `(CASE ${cases.map(({ text }) => text).join(' ')} ELSE 0 END)`,
      parameters: cases.flatMap(({ parameters }) => parameters),
    };
  }
}

/** The zone in which a tenant's months are counted at a moment. */
const countsIn = 'IF(z.zone_from > ?, z.zone_before, z.time_zone)';

const boosted = (condition: string) =>
  `IF(s.boosted, COALESCE((SELECT MAX(b.quantity) FROM capability_boosts b WHERE b.tenant_id = s.tenant_id
     AND b.capability = s.capability AND b.settled_at IS NULL ${condition}), 0), 0)`;
