import { Injectable } from '@nestjs/common';
import { spellingsOf } from '@tenantry/accounts';
import { accountKeyOf } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, firstIdAt, HOUR, idToBytes } from '@tenantry/kernel';
import { PLATFORM } from '@tenantry/logs';
import { speakOf, textSpeaksOf } from './names';
import type { Names } from './names';
import { Progress } from './progress.service';

const STRIDE = 1_000;
const VERSIONS = 5_000;

interface Known extends Names {
  slug: string;
  createdAt: Date;
  /** What attempts to sign in were counted by. */
  accountKeys: Buffer[];
}

/** What rows without a tenant say of one: found by its names, so before the rows that hold these go. */
@Injectable()
export class Traces {
  constructor(
    private readonly database: Database,
    private readonly progress: Progress,
    private readonly clock: Clock,
  ) {}

  /** Again and again if need be: what is gone is found no more. */
  async remove(tenantId: string): Promise<void> {
    const known = await this.known(tenantId);
    if (!known) return;
    await this.fromLog(known);
    await this.fromMail(known);
    await this.fromDrafts(known);
    await this.fromKeys(known.tenantId);
    for (let start = 0; start < known.accountKeys.length; start += STRIDE)
      await this.delete(tenantId, 'sign_in_attempts', 'account_key', known.accountKeys, start);
    await this.fromChanges(tenantId);
    await this.progress.tracesGone(tenantId, this.clock.now());
  }

  /**
   * Changes keep their places, so that versions have no gaps: whoever has not heard of one yet reads anew what it
   * was about of every tenant.
   */
  async fromChanges(tenantId: string): Promise<void> {
    const [clock] = await this.database.query<{ version: string; forgotten: string }[]>(
      'SELECT version, forgotten FROM change_clock WHERE id = 1',
    );
    for (let from = Number(clock!.forgotten); from <= Number(clock!.version); from += VERSIONS)
      await this.database.query(
        'UPDATE changes SET tenant_id = NULL WHERE version > ? AND version <= ? AND tenant_id = ?',
        [from, from + VERSIONS, idToBytes(tenantId)],
      );
    // A search index that is being made begins anew rather than remember how far it had come.
    await this.database.query('UPDATE search_indexes SET reached_id = NULL WHERE reached_id = ?', [
      idToBytes(tenantId),
    ]);
  }

  /** Results of calls that made the tenant or were about it; kept for three days, so there are never many. */
  async fromKeys(tenantId: string): Promise<void> {
    let at = ['', ''];
    for (;;) {
      const rows = await this.database.query<{ scope: string; idempotency_key: string; names: number }[]>(
        `SELECT scope, idempotency_key, LOCATE(?, CONCAT(scope, ' ', COALESCE(CAST(result AS CHAR), ''))) > 0 AS names
         FROM idempotency_keys WHERE scope >= ? AND (scope > ? OR idempotency_key > ?)
         ORDER BY scope, idempotency_key LIMIT ?`,
        [tenantId, at[0], at[0], at[1], STRIDE],
      );
      const naming = rows.filter(({ names }) => Number(names) === 1);
      if (naming.length > 0)
        await this.progress.step(tenantId, 'idempotency_keys', async () => {
          let deleted = 0;
          for (const { scope, idempotency_key } of naming) {
            const { affectedRows } = await this.database.manager.query(
              'DELETE FROM idempotency_keys WHERE scope = ? AND idempotency_key = ?',
              [scope, idempotency_key],
            );
            deleted += affectedRows;
          }
          return deleted;
        });
      if (rows.length < STRIDE) return;
      at = [rows.at(-1)!.scope, rows.at(-1)!.idempotency_key];
    }
  }

  /** The platform's own rows: who failed to sign in without a company, who took a list, which keys name tenants. */
  private async fromLog(known: Known): Promise<void> {
    const said = ['target_kind', 'target_id', 'target_name', 'state_before', 'state_after'];
    await this.scan(known, 'operation_log', idToBytes(PLATFORM), said, (row) => {
      const nameOf = row['target_kind'] === 'tenant' ? 'tenant' : 'name';
      return (
        speakOf(known, { id: row['target_id'], [nameOf]: row['target_name'] }) ||
        textSpeaksOf(known, row['state_before'] ?? null) ||
        textSpeaksOf(known, row['state_after'] ?? null)
      );
    });
  }

  /** To operators, about what the tenant asked for. */
  private async fromMail(known: Known): Promise<void> {
    const precise = { ...known, ofCompany: new Set<string>() };
    await this.scan(known, 'outbox', null, ['params'], (row) => textSpeaksOf(precise, row['params'] ?? null));
  }

  /** Tenants that operators are making up and that would take its short name, its host or an address of its people. */
  private async fromDrafts(known: Known): Promise<void> {
    // A company name means nobody in particular; a draft may be older than the tenant that was made meanwhile.
    const precise = { ...known, ofCompany: new Set([known.slug]), createdAt: new Date(HOUR) };
    const isAbout = (row: Record<string, string | null>) => textSpeaksOf(precise, row['content'] ?? null);
    await this.scan(precise, 'drafts', undefined, ['content'], isAbout);
  }

  /** Along the rows of no tenant, or of a table without tenants, that are as young as the tenant. */
  private async scan(
    { tenantId, createdAt }: Known,
    table: 'operation_log' | 'outbox' | 'drafts',
    owner: Buffer | null | undefined,
    columns: readonly string[],
    isAbout: (row: Record<string, string | null>) => boolean,
  ): Promise<void> {
    let after = idToBytes(firstIdAt(new Date(createdAt.getTime() - HOUR)));
    for (;;) {
      const rows = await this.database.query<(Record<string, string | null> & { id: never })[]>(
        `SELECT id, ${columns.join(', ')} FROM ${table} WHERE ${owner === undefined ? '' : 'tenant_id <=> ? AND '}id > ?
         ORDER BY id LIMIT ?`,
        [...(owner === undefined ? [] : [owner]), after, STRIDE],
      );
      const ids = rows.filter(isAbout).map(({ id }) => id as Buffer);
      if (ids.length > 0) await this.delete(tenantId, table, 'id', ids);
      if (rows.length < STRIDE) return;
      after = rows.at(-1)!.id;
    }
  }

  private async delete(tenantId: string, table: string, column: string, of: Buffer[], start = 0) {
    const some = of.slice(start, start + STRIDE);
    if (some.length > 0)
      await this.progress.step(tenantId, table, async () => {
        const { manager } = this.database;
        return (await manager.query(`DELETE FROM ${table} WHERE ${column} IN (?)`, [some])).affectedRows;
      });
  }

  private async known(tenantId: string): Promise<Known | null> {
    const id = [idToBytes(tenantId)];
    const [tenant] = await this.database.query<{ slug: string; company_name: string; created_at: Date }[]>(
      'SELECT slug, company_name, created_at FROM tenants WHERE id = ?',
      id,
    );
    if (!tenant) return null;
    const column = async (sql: string): Promise<string[]> =>
      (await this.database.query<{ value: string }[]>(sql, id)).map(({ value }) => value);
    const hosts = await column('SELECT host AS value FROM tenant_hosts WHERE tenant_id = ?');
    const users = await this.database.query<{ id: Buffer; email_key: string; username_key: string }[]>(
      'SELECT id, email_key, username_key FROM users WHERE tenant_id = ?',
      id,
    );
    const requests = await this.database.query<{ id: Buffer }[]>(
      'SELECT id FROM requests WHERE tenant_id = ?',
      id,
    );
    const contacts = await column('SELECT email AS value FROM subscription_contacts WHERE tenant_id = ?');
    const mailed = await column('SELECT DISTINCT to_address AS value FROM outbox WHERE tenant_id = ?');
    const addresses = await this.ofNoOperator([
      ...users.map(({ email_key }) => email_key),
      ...[...contacts, ...mailed].map((address) => address.toLowerCase()),
    ]);
    const logins = users.flatMap(({ email_key, username_key }) => [email_key, username_key]);
    const typed = spellingsOf({ slug: tenant.slug, companyName: tenant.company_name, hosts }, logins);
    return {
      tenantId,
      slug: tenant.slug,
      createdAt: tenant.created_at,
      certain: new Set([...hosts, ...addresses, ...requests.map((request) => bytesToId(request.id))]),
      ofCompany: new Set([tenant.slug, tenant.company_name.trim().toLowerCase()]),
      accountKeys: [
        ...typed.flatMap((account) => [accountKeyOf(account), accountKeyOf(['reset', ...account])]),
        ...users.map((user) => accountKeyOf(['second-factor', bytesToId(user.id)])),
      ],
    };
  }

  /** Somebody may work for the platform and for a tenant under one address. */
  private async ofNoOperator(addresses: string[]): Promise<string[]> {
    if (addresses.length === 0) return [];
    const rows = await this.database.query<{ email_key: string }[]>(
      'SELECT email_key FROM operators WHERE email_key IN (?)',
      [addresses],
    );
    const operators = new Set(rows.map(({ email_key }) => email_key));
    return addresses.filter((address) => !operators.has(address));
  }
}
