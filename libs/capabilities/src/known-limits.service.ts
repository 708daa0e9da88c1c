import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import type { Memory } from '@tenantry/changes';
import { Clock, notFound } from '@tenantry/kernel';
import { TenantRefs, Tenants } from '@tenantry/tenants';
import type { Principal } from '@tenantry/trpc';
import { capabilityKeys } from './catalogue';
import type { CapabilityKey } from './catalogue';
import { Limits } from './limits';
import type { LimitInForce, Stretch } from './limits';
import { States } from './states.service';
import type { State } from './states.service';

/** Tenants in memory at the same time; each takes a few kilobytes. */
const TENANTS_AT_MOST = 20_000;

type Key = Extract<Principal, { kind: 'key' }>;

/** A limit with all that decides it; what holds at the moment is computed once for as long as it holds. */
class Known {
  private stretch: Stretch | undefined;

  constructor(private readonly parts: State) {}

  at(now: Date): Stretch {
    const time = now.getTime();
    const { stretch } = this;
    if (stretch !== undefined && stretch.from <= time && time < stretch.until) return stretch;
    const { row, base, boosts } = this.parts;
    return (this.stretch = Limits.stretch(row, base, boosts, now));
  }
}

/** Limits in force, from memory: for whoever asks more often than anybody changes them. Use is not among it. */
@Injectable()
export class KnownLimits {
  private readonly known: Memory<ReadonlyMap<CapabilityKey, Known>>;

  constructor(
    private readonly changes: Changes,
    private readonly clock: Clock,
    private readonly refs: TenantRefs,
    private readonly states: States,
    private readonly tenants: Tenants,
  ) {
    this.known = changes.memory({
      topics: ['capabilities', 'tenants'],
      atMost: TENANTS_AT_MOST,
      load: (tenantId) => this.load(tenantId),
    });
  }

  async of(tenantId: string, key: CapabilityKey): Promise<LimitInForce> {
    return this.peek(tenantId, key) ?? this.now(await this.known.of(tenantId), key).limit;
  }

  /** The same without a wait when it is there already and can be believed. */
  peek(tenantId: string, key: CapabilityKey): LimitInForce | undefined {
    const known = this.known.peek(tenantId);
    return known && this.now(known, key).limit;
  }

  /** For a service's own memory: what is answered is at least as new as the version. */
  async report(ref: string | undefined, keys: readonly CapabilityKey[] = capabilityKeys, asking: Key) {
    await this.changes.freshen();
    const { version } = this.changes;
    const tenantId = await this.refs.of(ref, asking);
    if (tenantId === null) throw notFound('tenant');
    const known = await this.known.of(tenantId);
    return {
      version,
      tenant: tenantId,
      limits: keys.map((key) => {
        const { limit, until } = this.now(known, key);
        /** The first moment at which another limit may be in force without anybody's changing anything. */
        const validUntil = until === Infinity ? null : new Date(until).toISOString();
        return { key, ...limit, validUntil };
      }),
    };
  }

  private now(known: ReadonlyMap<CapabilityKey, Known>, key: CapabilityKey): Stretch {
    return known.get(key)!.at(this.clock.now());
  }

  private async load(tenantId: string): Promise<ReadonlyMap<CapabilityKey, Known>> {
    if (!(await this.tenants.exists(tenantId))) throw notFound('tenant');
    const states = await this.states.read(capabilityKeys.map((key) => ({ tenantId, key })));
    return new Map(states.map((state) => [state.row.capability, new Known(state)]));
  }
}
