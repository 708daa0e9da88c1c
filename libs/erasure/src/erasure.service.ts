import { Injectable } from '@nestjs/common';
import { PeopleErasure } from '@tenantry/conversations';
import { Database } from '@tenantry/database';
import { Exports } from '@tenantry/exports';
import type { Who } from '@tenantry/kernel';

@Injectable()
export class ErasureOfPeople {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleErasure,
    private readonly exports: Exports,
  ) {}

  erase(tenantId: string, personId: string, reason: string, who: Who): Promise<{ personId: string }> {
    return this.database.transaction(async () => {
      const erased = await this.people.erase(tenantId, personId);
      const exportsRemoved = await this.exports.discard(tenantId);
      await who.record({
        tenantId,
        type: 'subscription',
        action: 'person.erased',
        target: { kind: 'person', id: erased.personId },
        after: { reason, conversations: erased.conversations, exportsRemoved },
      });
      return { personId: erased.personId };
    });
  }
}
