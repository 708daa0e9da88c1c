import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, DomainError, idToBytes, newId, notFound } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';

export interface Erased {
  /** What stands for the person from now on. Nothing leads to it from the reference, as to the id before. */
  personId: string;
  conversations: number;
}

/** Forgets who somebody was. What they did is counted as before. */
@Injectable()
export class PeopleErasure {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
  ) {}

  /**
   * In the running transaction. The tenant's row keeps reports out meanwhile. Whoever is reported under the same
   * reference afterwards is somebody new: sessions of the two have nothing to do with each other. Ids and content
   * hashes of conversations stay, so that a repeat is still one.
   */
  async erase(tenantId: string, personId: string): Promise<Erased> {
    await this.tenants.lock(tenantId);
    const { manager } = this.database;
    const [tenant, before, erased] = [tenantId, personId, newId()].map(idToBytes) as [Buffer, Buffer, Buffer];
    const [person] = await manager.query<{ reference: string | null }[]>(
      'SELECT reference FROM people WHERE tenant_id = ? AND id = ? FOR UPDATE',
      [tenant, before],
    );
    if (!person) throw notFound('person');
    if (person.reference === null)
      throw new DomainError('conflict', 'This person was erased already.', { code: 'already_erased' });
    await manager.query(
      `UPDATE people SET id = ?, reference = NULL, name = NULL, name_at = NULL, email = NULL, email_at = NULL,
         role = NULL, role_at = NULL WHERE tenant_id = ? AND id = ?`,
      [erased, tenant, before],
    );
    // A subject is free text about the person; agents are somebody else.
    const { affectedRows } = await manager.query(
      'UPDATE conversations SET person_id = ?, subject = NULL WHERE tenant_id = ? AND person_id = ?',
      [erased, tenant, before],
    );
    await this.moveSessions(tenant, before, erased);
    await manager.query('UPDATE tenants SET people_erased = people_erased + 1 WHERE id = ?', [tenant]);
    return { personId: bytesToId(erased), conversations: affectedRows };
  }

  /** By their contracts, of which a tenant has few: neither table is ordered by person. */
  private async moveSessions(tenant: Buffer, before: Buffer, erased: Buffer): Promise<void> {
    const { manager } = this.database;
    const contracts = await manager.query<{ id: Buffer }[]>('SELECT id FROM contracts WHERE tenant_id = ?', [
      tenant,
    ]);
    for (const { id } of contracts)
      for (const table of ['session_chains', 'sessions'])
        await manager.query(`UPDATE ${table} SET person_id = ? WHERE contract_id = ? AND person_id = ?`, [
          erased,
          id,
          before,
        ]);
  }
}
