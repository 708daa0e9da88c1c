import { randomInt } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Database, orUnavailable } from '@tenantry/database';
import {
  bytesToId,
  Clock,
  idToBytes,
  invalid,
  MINUTE,
  nameOf,
  newId,
  notFound,
  randomToken,
  SECOND,
  sha256,
} from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import { ApiKey, ApiKeyTenant } from './api-key.entity';

export interface NewApiKey {
  name: string;
  scopes: string[];
  /** A tenant's own key; null for a platform key. */
  tenantId: string | null;
  /** For a platform key: every tenant, or those named. */
  allTenants?: boolean;
  tenantIds?: string[];
  expiresAt?: Date | null;
}

/** Revoking a key or disabling its tenant must hold everywhere within 5 seconds. */
const KEPT = 2 * SECOND;
const KEPT_AT_MOST = 10_000;

const secretShape = /^tnk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/;
const scopeShape = /^[a-z]+:[a-z]+$/;
const anonymous: Principal = { kind: 'anonymous' };

interface Kept {
  askedAt: number;
  principal: Promise<Principal>;
}

@Injectable()
export class ApiKeys implements OnApplicationShutdown {
  private readonly logger = new Logger(ApiKeys.name);
  private readonly kept = new Map<string, Kept>();
  /** When the use of a key was last written, by this process. */
  private readonly noted = new Map<string, number>();
  private noting: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The secret is told once. */
  async create(input: NewApiKey, who: Who): Promise<{ id: string; secret: string }> {
    const { tenantId, allTenants = false, tenantIds = [], expiresAt = null } = input;
    const name = nameOf(input.name, 'name', 100);
    const scopes = [...new Set(input.scopes)].sort().join(' ');
    if (!input.scopes.every((scope) => scopeShape.test(scope)) || !scopes || scopes.length > 255)
      throw invalid('scopes', 'Name one scope at least, such as conversations:write.', 'scopes_malformed');
    if (tenantId === null ? allTenants === tenantIds.length > 0 : allTenants || tenantIds.length > 0)
      throw invalid(
        'tenantIds',
        'A key is for one tenant, for those named, or for all.',
        'tenants_malformed',
      );
    const prefix = `tnk_${Array.from({ length: 8 }, () => randomInt(36).toString(36)).join('')}`;
    const secret = `${prefix}_${randomToken()}`;
    const id = newId();
    const row = { id, tenantId, name, prefix, secretHash: sha256(secret), scopes, expiresAt };
    await this.database.transaction(async () => {
      const { manager } = this.database;
      await manager.insert(ApiKey, { ...row, allTenants: allTenants ? 1 : 0, createdAt: this.clock.now() });
      for (const each of new Set(tenantIds))
        await manager.insert(ApiKeyTenant, { keyId: id, tenantId: each });
      await who.record({
        tenantId,
        type: 'key',
        action: 'key.created',
        target: { kind: 'key', id, name },
        after: { prefix, scopes, allTenants, tenantIds, expiresAt },
      });
    });
    return { id, secret };
  }

  /** A platform key when the tenant is null. */
  revoke(tenantId: string | null, id: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const { manager } = this.database;
      const revoked = await manager.query(
        'UPDATE api_keys SET revoked_at = ? WHERE id = ? AND tenant_id <=> ? AND revoked_at IS NULL',
        [this.clock.now(), idToBytes(id), tenantId && idToBytes(tenantId)],
      );
      if (revoked.affectedRows !== 1) throw notFound('key');
      const { name } = await manager.findOneByOrFail(ApiKey, { id });
      await who.record({
        tenantId,
        type: 'key',
        action: 'key.revoked',
        target: { kind: 'key', id, name },
        after: { revoked: true },
      });
      this.database.afterCommit(() => this.kept.clear());
    });
  }

  /** Anonymous for a key that does not hold; throws `unavailable` when nobody can tell. */
  async principalOf(secret: string): Promise<Principal> {
    if (!secretShape.test(secret)) return anonymous;
    const principal = await this.known(secret);
    if (principal.kind === 'key') this.note(principal.id);
    return principal;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.noting;
  }

  /** Calls that come while the database is asked wait for the same answer. */
  private known(secret: string): Promise<Principal> {
    const now = this.clock.now().getTime();
    const hash = sha256(secret);
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

  private async ask(secretHash: Buffer): Promise<Principal> {
    const rows = await this.database.source.query<Record<string, Buffer | string | number | null>[]>(
      `SELECT k.id, k.name, k.scopes, k.all_tenants, k.tenant_id, c.tenant_id AS covered
       FROM api_keys k
       LEFT JOIN tenants t ON t.id = k.tenant_id
       LEFT JOIN api_key_tenants c ON c.key_id = k.id
       WHERE k.secret_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > ?)
         AND (k.tenant_id IS NULL OR t.state = 'enabled')`,
      [secretHash, this.clock.now()],
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
  private note(id: string): void {
    const now = this.clock.now();
    const last = this.noted.get(id);
    if (last !== undefined && now.getTime() - last < MINUTE) return;
    this.noted.set(id, now.getTime());
    this.noting = this.noting
      .then(() =>
        this.database.source.query(
          'UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)',
          [now, idToBytes(id), new Date(now.getTime() - MINUTE)],
        ),
      )
      .then(
        () => undefined,
        (error: unknown) => this.logger.warn(`The use of key ${id} was not noted: ${String(error)}`),
      );
  }
}
