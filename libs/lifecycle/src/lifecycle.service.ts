import { Injectable } from '@nestjs/common';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Creation } from './creation.service';
import type { Beginning, Registered } from './creation.service';

export interface Registration extends Beginning {
  /** Chosen by the form: the same one never makes a second tenant. */
  idempotencyKey: string;
}

@Injectable()
export class Lifecycle {
  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeys,
    private readonly vault: Vault,
    private readonly creation: Creation,
  ) {}

  /** Tenant, host, first admin, mail and log rows in one transaction: all of it or nothing. */
  register(input: Registration, who: Who): Promise<Registered> {
    const { idempotencyKey, ...beginning } = input;
    const scope = `tenants.register:${who.actor.id ?? who.actor.kind}`;
    // Keyed, because the request holds a password and a plain hash of it could be searched for.
    const request = this.vault.mac(scope, JSON.stringify(input)).toString('hex');
    return this.database.transaction(async () => {
      let repeated = true;
      const result = await this.keys.run(scope, idempotencyKey, request, () => {
        repeated = false;
        return this.creation.create(beginning, who);
      });
      if (repeated) await this.recordRepeat(result, who);
      return result;
    });
  }

  /** A call that was answered with an earlier result is a change to nothing, and yet one that somebody made. */
  private async recordRepeat({ tenantId, slug }: Registered, who: Who): Promise<void> {
    await who.record({
      tenantId,
      type: 'tenant',
      action: 'tenant.create_repeated',
      target: { kind: 'tenant', id: tenantId, name: slug },
    });
  }
}
