import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes } from '@tenantry/kernel';
import { sourceOf, termsOf } from '@tenantry/search';
import type { Findable } from '@tenantry/search';

/** Of the rules by which terms are made: with a higher number all are made anew. */
const VERSION = 1;
const TENANTS_AT_ONCE = 500;
const NOWHERE = Buffer.alloc(16);

/** Terms of tenants that were there before their terms, or before the rules changed. */
@Injectable()
export class TermsOfOld {
  constructor(private readonly database: Database) {}

  /** One stretch of tenants in one transaction; false when none is left. Any process goes on where one stopped. */
  next(): Promise<boolean> {
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const [index]: { version: number; reached_id: Buffer | null }[] = await manager.query(
        "SELECT version, reached_id FROM search_indexes WHERE name = 'tenants' FOR UPDATE",
      );
      if (!index || index.version >= VERSION) return false;
      const reached = await this.stretch(index.reached_id ?? NOWHERE);
      await manager.query(
        `UPDATE search_indexes SET ${reached ? 'reached_id = ?' : 'version = ?, reached_id = NULL'}
         WHERE name = 'tenants'`,
        [reached ?? VERSION],
      );
      return reached !== null;
    });
  }

  /**
   * The rows are held while their terms are written, so a change of one of them comes before or after. Terms of
   * things that are not seen yet stay as they are.
   */
  private async stretch(after: Buffer): Promise<Buffer | null> {
    const { manager } = this.database;
    const tenants: { id: Buffer; company_name: string; slug: string }[] = await manager.query(
      'SELECT id, company_name, slug FROM tenants WHERE id > ? ORDER BY id LIMIT ? FOR UPDATE',
      [after, TENANTS_AT_ONCE],
    );
    if (tenants.length === 0) return null;
    const ids = tenants.map(({ id }) => id);
    const hosts: { tenant_id: Buffer; host: string }[] = await manager.query(
      'SELECT tenant_id, host FROM tenant_hosts WHERE tenant_id IN (?) FOR UPDATE',
      [ids],
    );
    const admins: { tenant_id: Buffer; id: Buffer; email: string }[] = await manager.query(
      "SELECT tenant_id, id, email FROM users WHERE tenant_id IN (?) AND role = 'admin' FOR UPDATE",
      [ids],
    );
    await this.write([
      ...tenants.map(({ id, company_name, slug }) => thing(id, id, { names: [company_name, slug] })),
      ...hosts.map(({ tenant_id, host }) =>
        thing(tenant_id, idToBytes(sourceOf(host)), { addresses: [host] }),
      ),
      ...admins.map(({ tenant_id, id, email }) => thing(tenant_id, id, { addresses: [email] })),
    ]);
    return ids.at(-1)!;
  }

  private async write(things: Thing[]): Promise<void> {
    const { manager } = this.database;
    const tenantIds = [...new Set(things.map(({ tenantId }) => bytesToId(tenantId)))].map(idToBytes);
    await manager.query('DELETE FROM tenant_terms WHERE tenant_id IN (?) AND source_id IN (?)', [
      tenantIds,
      things.map(({ sourceId }) => sourceId),
    ]);
    const rows = things.flatMap(({ tenantId, sourceId, terms }) =>
      terms.map((term) => [term, tenantId, sourceId]),
    );
    for (let start = 0; start < rows.length; start += 1_000)
      await manager.query('INSERT INTO tenant_terms (term, tenant_id, source_id) VALUES ?', [
        rows.slice(start, start + 1_000),
      ]);
  }
}

interface Thing {
  tenantId: Buffer;
  sourceId: Buffer;
  terms: string[];
}
const thing = (tenantId: Buffer, sourceId: Buffer, findable: Findable): Thing => ({
  tenantId,
  sourceId,
  terms: termsOf(findable),
});
