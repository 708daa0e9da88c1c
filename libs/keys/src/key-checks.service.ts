import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Database, orUnavailable } from '@tenantry/database';
import { bytesToId, Clock, MINUTE, SECOND, sha256 } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import { isSecret } from './secrets';

/** Revoking a key or disabling its tenant must hold everywhere within 5 seconds. */
const KEPT = 2 * SECOND;
const KEPT_AT_MOST = 10_000;
const anonymous: Principal = { kind: 'anonymous' };

interface Kept {
  askedAt: number;
  principal: Promise<Principal>;
}

/** Who calls with a key. */
@Injectable()
export class KeyChecks implements BeforeApplicationShutdown {
  private readonly logger = new Logger(KeyChecks.name);
  private readonly kept = new Map<string, Kept>();
  /** When the use of a secret was last written, by this process. */
  private readonly noted = new Map<string, number>();
  private noting: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Anonymous for a key that does not hold; throws `unavailable` when nobody can tell. */
  async principalOf(secret: string): Promise<Principal> {
    if (!isSecret(secret)) return anonymous;
    const hash = sha256(secret);
    const principal = await this.known(hash);
    if (principal.kind === 'key') this.note(hash);
    return principal;
  }

  /** This process asks again; others do by themselves, within two seconds. */
  forget(): void {
    this.kept.clear();
  }

  /** Before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.noting;
  }

  /** Calls that come while the database is asked wait for the same answer. */
  private known(hash: Buffer): Promise<Principal> {
    const now = this.clock.now().getTime();
    const name = hash.toString('base64');
    const kept = this.kept.get(name);
    const age = kept ? now - kept.askedAt : Infinity;
    if (kept && age >= 0 && age < KEPT) return kept.principal;
    if (this.kept.size >= KEPT_AT_MOST) this.kept.clear();
    const principal = orUnavailable(() => this.ask(hash));
    const asked = { askedAt: now, principal };
    this.kept.set(name, asked);
    principal.catch(() => this.kept.get(name) === asked && this.kept.delete(name));
    return principal;
  }

  private async ask(hash: Buffer): Promise<Principal> {
    const now = this.clock.now();
    const rows = await this.database.source.query<Record<string, Buffer | string | number | null>[]>(
      `SELECT k.id, k.name, k.scopes, k.all_tenants, k.tenant_id, c.tenant_id AS covered
       FROM api_key_secrets s
       JOIN api_keys k ON k.id = s.key_id
       LEFT JOIN tenants t ON t.id = k.tenant_id
       LEFT JOIN api_key_tenants c ON c.key_id = k.id
       WHERE s.hash = ? AND (s.ends_at IS NULL OR s.ends_at > ?)
         AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
         AND (k.tenant_id IS NULL OR t.state = 'enabled')`,
      [hash, now, now],
    );
    const [row] = rows;
    if (!row) return anonymous;
    const covered = new Set(rows.flatMap(({ covered }) => (covered ? [bytesToId(covered as Buffer)] : [])));
    const tenantId = row['tenant_id'] ? bytesToId(row['tenant_id'] as Buffer) : null;
    const all = row['all_tenants'] === 1;
    return {
      kind: 'key',
      id: bytesToId(row['id'] as Buffer),
      name: row['name'] as string,
      scopes: new Set((row['scopes'] as string).split(' ')),
      tenantId,
      covers: (id) => (tenantId === null ? all || covered.has(id) : id === tenantId),
    };
  }

  /** Beside the request: nobody waits for it, and losing one minute of it harms nobody. */
  private note(hash: Buffer): void {
    const name = hash.toString('base64');
    const now = this.clock.now();
    const last = this.noted.get(name);
    if (last !== undefined && now.getTime() - last < MINUTE) return;
    if (this.noted.size >= KEPT_AT_MOST) this.noted.clear();
    this.noted.set(name, now.getTime());
    this.noting = this.noting
      .then(() =>
        this.database.source.query(
          'UPDATE api_key_secrets SET last_used_at = ? WHERE hash = ? AND (last_used_at IS NULL OR last_used_at < ?)',
          [now, hash, now],
        ),
      )
      .then(
        () => undefined,
        (error: unknown) => {
          this.noted.delete(name);
          this.logger.warn(`The use of a key was not noted: ${String(error)}`);
        },
      );
  }
}
