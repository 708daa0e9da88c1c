import { Injectable } from '@nestjs/common';
import { stateName } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { DomainError } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { Books } from './books.service';
import { Desk } from './desk';
import type { Verb } from './desk';
import { PoolBounds } from './pool-bounds.service';

/** Units that rows of our own hold: counted in the very transaction that writes or removes the row. */
@Injectable()
export class Holds {
  constructor(
    private readonly tenants: Tenants,
    private readonly books: Books,
    private readonly bounds: PoolBounds,
  ) {}

  /** In the running transaction, with the tenant's row held. Throws `limit` with the refusal as its details. */
  async hold(tenantId: string, key: CapabilityKey, quantity: number): Promise<void> {
    const { outcome, reason, refusal } = await this.decide(tenantId, key, 'consume', () => quantity);
    if (outcome === 'refused')
      throw new DomainError('limit', reason!, { ...refusal, code: 'capability_limit' });
  }

  /** Frees what is there to free: a counter that had drifted must not keep a row from going. */
  async free(tenantId: string, key: CapabilityKey, quantity: number): Promise<void> {
    await this.decide(tenantId, key, 'release', (used) => Math.min(used, quantity));
  }

  private async decide(
    tenantId: string,
    key: CapabilityKey,
    verb: Verb,
    quantityAt: (used: number) => number,
  ) {
    const { countsIn } = await this.tenants.byId(tenantId);
    const opened = await this.books.open([{ tenantId, key }], new Map([[tenantId, countsIn]]));
    const counter = opened.counters.get(stateName({ tenantId, key }))!;
    const standing = { reservations: new Map(), leases: new Map(), keys: new Map() };
    const desk = new Desk({ now: opened.now.getTime(), ...standing });
    const quantity = quantityAt(counter.used);
    const outcome = desk.decide({ verb, counter, quantity, id: null, ttl: 0, idempotencyKey: null });
    if (outcome.refusal) await this.bounds.name([{ outcome, counter }]);
    await this.books.close(opened, desk);
    return outcome;
  }
}
