import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import { In } from 'typeorm';
import { LicencePool } from './licence.entity';
import { Licence } from './licence.service';
import type { AllocationBar, LicenceInForce } from './licence.service';
import { pools } from './terms';
import type { Pool } from './terms';

export interface PoolDelta {
  pool: Pool;
  delta: number;
}

export interface PoolStanding {
  pool: Pool;
  /** Null: unlimited. */
  size: number | null;
  allocated: number;
  /** What can still be allocated, were the licence to allow it; null: any number. */
  free: number | null;
  /** Allocated beyond a licence that is smaller than the one before it. */
  excess: number;
}

/** How much of the licence the tenants hold together. */
@Injectable()
export class Pools {
  constructor(
    private readonly database: Database,
    private readonly licence: Licence,
  ) {}

  /**
   * In the running transaction. What shrinks always passes; what grows is refused beyond the pool's size, and
   * whenever the licence allows no new allocation. Holds the rows until the transaction ends, and with them
   * the licence: two operators at once, or one who installs a smaller licence, wait for each other.
   */
  async change(deltas: PoolDelta[]): Promise<void> {
    const sums = new Map<Pool, number>();
    for (const { pool, delta } of deltas) sums.set(pool, (sums.get(pool) ?? 0) + delta);
    const wanted = [...sums].filter(([, delta]) => delta !== 0);
    if (wanted.length === 0) return;
    const rows = await this.lock(wanted.map(([pool]) => pool));
    for (const row of rows) {
      const delta = sums.get(row.pool)!;
      if (delta > 0) assertFits(row, delta, await this.licence.named(row.licenceId));
      if (row.allocated + delta < 0)
        throw new Error(`${row.pool}: ${-delta} were given back and ${row.allocated} are allocated`);
    }
    await this.database.manager.query(
      `UPDATE licence_pools SET allocated = CASE pool ${rows.map(() => 'WHEN ? THEN ?').join(' ')} END WHERE pool IN (?)`,
      [
        ...rows.flatMap(({ pool, allocated }) => [pool, allocated + sums.get(pool)!]),
        rows.map(({ pool }) => pool),
      ],
    );
  }

  async standing(): Promise<PoolStanding[]> {
    const rows = await this.database.read.find(LicencePool, { order: { pool: 'ASC' } });
    const licence = await this.licence.named(rows[0]?.licenceId ?? null);
    return rows.map(({ pool, allocated }) => standingOf(pool, allocated, licence.pools[pool]));
  }

  /**
   * Holds every pool while `count` counts what tenants really hold, and says where the rows say otherwise;
   * `repair` puts that right.
   */
  reconcile(
    count: () => Promise<Record<Pool, number>>,
    repair: boolean,
  ): Promise<{ pool: Pool; recorded: number; counted: number }[]> {
    return this.database.transaction(async () => {
      const rows = await this.lock(pools);
      const counted = await count();
      const drifted = rows.filter(({ pool, allocated }) => counted[pool] !== allocated);
      if (repair)
        for (const { pool } of drifted)
          await this.database.manager.update(LicencePool, { pool }, { allocated: counted[pool] });
      return drifted.map(({ pool, allocated }) => ({ pool, recorded: allocated, counted: counted[pool] }));
    });
  }

  /** In the order of their keys, so that nobody waits in a circle. */
  lock(of: readonly Pool[]): Promise<LicencePool[]> {
    return this.database.manager.find(LicencePool, {
      where: { pool: In(of) },
      order: { pool: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }
}

export function standingOf(pool: Pool, allocated: number, size: number | null): PoolStanding {
  const free = size === null ? null : Math.max(0, size - allocated);
  return { pool, size, allocated, free, excess: size === null ? 0 : Math.max(0, allocated - size) };
}

const barred: Record<AllocationBar, string> = {
  licence_untrusted:
    'Nobody this installation trusts vouches for the system licence, so it allows no new allocation. Make the key ' +
    'that signed it known in LICENCE_KEYS again, or install another licence.',
  licence_expired: 'The system licence allows no new allocation. Install a renewed licence first.',
};

function assertFits({ pool, allocated }: LicencePool, requested: number, licence: LicenceInForce): void {
  const { size, free } = standingOf(pool, allocated, licence.pools[pool]);
  const bounds = { pool, limit: size, used: allocated, requested, free };
  const numbers = { ...bounds, scope: 'system', raisedBy: 'operator', resetsAt: null };
  if (licence.bar) throw new DomainError('limit', barred[licence.bar], { code: licence.bar, ...numbers });
  if (free !== null && requested > free)
    throw new DomainError(
      'limit',
      `The system licence has ${free} ${pool} left, and this needs ${requested}. Lower what is wanted, free some ` +
        'at another tenant, or install a larger licence.',
      { code: 'pool_used_up', ...numbers },
    );
}
