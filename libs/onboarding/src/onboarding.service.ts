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

/** What one call asks for. */
export interface Wish {
  beginning: Beginning;
  origin: Origin | null;
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
  async create(key: string, { beginning, origin }: Wish, who: Who): Promise<Created & { repeated: boolean }> {
    refuse(faultsIn(beginning));
    const scope = `tenants.create:${who.actor.id ?? who.actor.kind}`;
    // Keyed, because the request holds a password and a plain hash of it could be searched for.
    const request = this.vault.mac(scope, JSON.stringify([beginning, origin?.kind, origin?.id]));
    return this.database.transaction(async () => {
      let repeated = true;
      const created = await this.keys.run(scope, key, request.toString('hex'), () => {
        repeated = false;
        return this.write({ beginning, origin }, who);
      });
      if (repeated) await this.recordRepeat(created, who);
      return { ...created, repeated };
    });
  }

  /** In the running transaction, whose caller sees to it that it happens once. */
  write({ beginning, origin }: Wish, who: Who): Promise<Created> {
    refuse(faultsIn(beginning));
    return this.logs.together(() => this.creation.create(beginning, origin, who));
  }

  /** All that creating would say, by doing it and taking it back: nothing stays, nothing leaves the house. */
  async tryOut(wish: Wish, who: Who): Promise<Review> {
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
