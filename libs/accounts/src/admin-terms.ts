import type { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';
import { keepTerms } from '@tenantry/search';

/**
 * Tenants are found by the addresses of their admins. After any change of a user's row, in the transaction that
 * holds it: whoever is no admin, or is there no longer, is forgotten.
 */
export async function keepAdminTerms(database: Database, tenantId: string, userId: string): Promise<void> {
  const rows: { email: string }[] = await database.manager.query(
    "SELECT email FROM users WHERE tenant_id = ? AND id = ? AND role = 'admin'",
    [idToBytes(tenantId), idToBytes(userId)],
  );
  await keepTerms(database, tenantId, userId, { addresses: rows.map(({ email }) => email) });
}
