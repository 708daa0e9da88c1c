import { Injectable } from '@nestjs/common';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { DomainError, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import type { Origin } from '@tenantry/templates';
import type { Beginning } from './beginning';
import { faultsIn } from './checks';
import { Creation } from './creation.service';
import type { Created } from './creation.service';
import { faultIn, refuse } from './refusals';
import { Reviews, withError } from './review.service';
import type { Review } from './review.service';

/** What a tenant is to be, and from what it is made. */
export interface Founding {
  beginning: Beginning;
  origin: Origin | null;
}

/** What one call asks for, in its own words: whoever repeats it may find that what it is made from has changed. */
export interface Wish extends Founding {
  asked: unknown;
}

/** Ends a transaction that was only tried. */
class Undone extends Error {}

/** Creates tenants, or tries it. */
@Injectable()
export class Onboarding {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly vault: Vault,
    private readonly creation: Creation,
    private readonly reviews: Reviews,
    private readonly logs: OperationLogs,
  ) {}

  /** All of it in one transaction, or nothing; the same key, of whoever calls, never makes a second tenant. */
  async create(key: string, wish: Wish, who: Who): Promise<Created & { repeated: boolean }> {
    refuse(faultsIn(wish.beginning));
    return this.database.transaction(async () => {
      let repeated = true;
      const created = await this.once(key, wish, who, () => {
        repeated = false;
        return this.write(wish, who);
      });
      if (repeated) await this.recordRepeat(created, who);
      return { ...created, repeated };
    });
  }

  /** In the running transaction, whose caller sees to it that it happens once. */
  write({ beginning, origin }: Founding, who: Who): Promise<Created> {
    refuse(faultsIn(beginning));
    return this.logs.together(() => this.creation.create(beginning, origin, who));
  }

  /** What this key made before; a dry run would otherwise find its own tenant in the way. */
  async madeBefore(key: string, wish: Wish, who: Who): Promise<Created | null> {
    let before: Created | null = null;
    const refusal = await this.rehearse(async () => {
      await who.record({ tenantId: null, type: 'tenant', action: 'tenant.creation_tried' });
      before = await this.once(key, wish, who, () => Promise.reject(new Undone()));
    });
    if (refusal) throw refusal;
    return before;
  }

  /** All that creating would say, by doing it and taking it back: nothing stays, nothing leaves the house. */
  async tryOut(wish: Founding, who: Who): Promise<Review> {
    const review = await this.reviews.of(wish.beginning);
    const refusal = await this.rehearse(async () => {
      await who.record({ tenantId: null, type: 'tenant', action: 'tenant.creation_tried' });
      if (review.errors.length === 0) await this.write(wish, who);
    });
    return refusal ? withError(review, faultIn(refusal)) : review;
  }

  /** A call that was answered with an earlier result is a change to nothing, and yet one that somebody made. */
  async recordRepeat({ tenantId, slug }: Created, who: Who): Promise<void> {
    await who.record({
      tenantId,
      type: 'tenant',
      action: 'tenant.create_repeated',
      target: { kind: 'tenant', id: tenantId, name: slug },
    });
  }

  private once(key: string, { asked }: Wish, who: Who, effect: () => Promise<Created>): Promise<Created> {
    const scope = `tenants.create:${who.actor.id ?? who.actor.kind}`;
    // Keyed, because the request holds a password and a plain hash of it could be searched for.
    const request = this.vault.mac(scope, JSON.stringify(asked)).toString('hex');
    return this.keys.run(scope, key, request, effect);
  }

  /** Does it and takes it back; what it refuses is the answer. */
  async rehearse(work: () => Promise<void>): Promise<DomainError | null> {
    if (this.database.inTransaction)
      throw new Error('What is tried inside a transaction could not be undone');
    try {
      await this.database.transaction(async () => {
        await work();
        throw new Undone();
      });
    } catch (error) {
      if (error instanceof Undone) return null;
      if (error instanceof DomainError) return error;
      throw error;
    }
    return null;
  }
}
