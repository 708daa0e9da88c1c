import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { idToBytes, identityKey } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';

/** Where an account had its mail before; the log knows. */
@Injectable()
export class FormerAddresses {
  constructor(
    private readonly database: Database,
    private readonly logs: OperationLogs,
  ) {}

  /** But for those that are somebody else's by now. */
  async of(tenantId: string | null, id: string): Promise<string[]> {
    const states = await this.logs.statesOf(tenantId, 'user', id);
    const addresses = states.flatMap(({ email }) => (typeof email === 'string' ? email : []));
    if (addresses.length === 0) return [];
    const taken = await this.database.query<{ email_key: string }[]>(
      tenantId === null
        ? 'SELECT email_key FROM operators WHERE id <> ? AND email_key IN (?)'
        : 'SELECT email_key FROM users WHERE id <> ? AND email_key IN (?) AND tenant_id = ?',
      [idToBytes(id), addresses.map(identityKey), ...(tenantId === null ? [] : [idToBytes(tenantId)])],
    );
    const others = new Set(taken.map(({ email_key }) => email_key));
    return [...new Set(addresses)].filter((address) => !others.has(identityKey(address)));
  }
}
