import { Injectable } from '@nestjs/common';
import { Clock } from '@tenantry/kernel';
import { Licence, Pools } from '@tenantry/licence';
import type { AllocationBar, PoolStanding } from '@tenantry/licence';
import { Tenants } from '@tenantry/tenants';
import { capability } from './catalogue';
import type { CapabilityPool } from './catalogue';
import { changed, checkChanges } from './limit-changes';
import type { LimitChange } from './limit-changes';
import { deltasOf, shareOf } from './limit-writer.service';
import { Limits } from './limits';
import { States } from './states.service';
import type { State } from './states.service';

/** What a change of limits would do, before anybody makes it. Nothing is held: only making it decides. */
@Injectable()
export class LimitPreview {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly states: States,
    private readonly pools: Pools,
    private readonly licence: Licence,
  ) {}

  async of(tenantId: string, changes: readonly LimitChange[]) {
    checkChanges(changes);
    const { countsIn } = await this.tenants.byId(tenantId);
    const before = await this.states.read(changes.map(({ key }) => ({ tenantId, key })));
    const standing = new Map((await this.pools.standing()).map((one) => [one.pool as string, one]));
    const { bar } = await this.licence.inForce();
    const now = this.clock.now();
    return before.map((state, index) => {
      const after: State = { ...state, row: changed(state.row, changes[index]!) };
      const view = ({ row, base, boosts }: State) => Limits.inForce(row, base, boosts, now);
      const used = Limits.used(state.row, now, countsIn);
      const { limit } = view(after);
      const taken = poolsOf(state, after, standing);
      return {
        key: state.row.capability,
        before: view(state),
        after: view(after),
        used,
        overBy: limit === null ? 0 : Math.max(0, used - limit),
        pools: taken,
        refusal: refusalOf(taken, after, bar),
      };
    });
  }
}

function poolsOf(before: State, after: State, standing: ReadonlyMap<string, PoolStanding>) {
  const shares = [before.row.allocated, shareOf(after)] as const;
  return deltasOf(before.row.capability, ...shares).map(({ pool, delta }) => {
    const { size, allocated, free } = standing.get(pool)!;
    return { pool: pool as CapabilityPool, delta, size, allocated, free };
  });
}

type Taken = ReturnType<typeof poolsOf>;

/** Under which code the change would be refused as things stand. */
function refusalOf(taken: Taken, after: State, bar: AllocationBar | null) {
  const growing = taken.filter(({ delta }) => delta > 0);
  if (growing.length > 0 && bar) return { code: bar, ...growing[0]! };
  const short = growing.find(({ delta, free }) => free !== null && delta > free);
  if (!short) return null;
  const unlimited = after.row.own === 1 && after.row.ownQuantity === null;
  return {
    code:
      unlimited && short.pool === capability(after.row.capability).pool
        ? ('unlimited_in_pool' as const)
        : ('pool_used_up' as const),
    ...short,
  };
}
