import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DAY, DomainError, invalid, nameOf, newId, notFound, searchKey } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { IsNull, MoreThan } from 'typeorm';
import { ApiKey, ApiKeySecret, ApiKeyTenant } from './api-key.entity';
import { KeyChecks } from './key-checks.service';
import { isKeyScope } from './scopes';
import { freshSecret } from './secrets';

export interface NewApiKey {
  name: string;
  scopes: string[];
  /** For a platform key: every tenant, or those named. */
  allTenants?: boolean;
  tenantIds?: string[];
  expiresAt?: Date | null;
}

export interface Rotation {
  keyId: string;
  /** The prefix of the secret that is to go: of two who rotate at once one learns that it is gone. */
  replaces: string;
  /** Until when the replaced secret works; not at all any more when null. */
  overlapUntil: Date | null;
}

const NAME = 100;
const LONGEST_OVERLAP = 7 * DAY;
const LONGEST_LIFE = 3_660 * DAY;

const nameKeyOf = (name: string) => searchKey(name).slice(0, 255);
const conflict = (message: string, code: string) => new DomainError('conflict', message, { code });

/** The tenant's keys; with null in its place, the platform's. Neither sees the other's. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly checks: KeyChecks,
  ) {}

  /** The secret is told once. */
  async create(
    tenantId: string | null,
    input: NewApiKey,
    who: Who,
  ): Promise<{ id: string; prefix: string; secret: string }> {
    const { allTenants = false, expiresAt = null } = input;
    const now = this.clock.now();
    const name = nameOf(input.name, 'name', NAME);
    const scopes = scopesOf(input.scopes, tenantId);
    const tenantIds = [...new Set(input.tenantIds)];
    if (tenantId === null ? allTenants === tenantIds.length > 0 : allTenants || tenantIds.length > 0)
      throw invalid(
        'tenantIds',
        'A key is for one tenant, for those named, or for all.',
        'tenants_malformed',
      );
    if (expiresAt && (expiresAt <= now || expiresAt.getTime() > now.getTime() + LONGEST_LIFE))
      throw invalid('expiresAt', 'A key ends in the future, within ten years.', 'expiry_out_of_range');
    const { hash, prefix, secret } = freshSecret();
    const id = newId();
    await this.database.transaction(async () => {
      const { manager } = this.database;
      if ((await this.tenants.named(tenantIds)).length < tenantIds.length)
        throw new DomainError('not_found', 'There is no such tenant.', { field: 'tenantIds' });
      const row = { id, tenantId, name, nameKey: nameKeyOf(name), scopes: scopes.join(' '), expiresAt };
      await manager.insert(ApiKey, { ...row, allTenants: allTenants ? 1 : 0, createdAt: now });
      await manager.insert(ApiKeySecret, { hash, keyId: id, prefix, createdAt: now });
      for (const each of tenantIds) await manager.insert(ApiKeyTenant, { keyId: id, tenantId: each });
      const covers = tenantId === null && { tenants: allTenants ? 'all' : tenantIds };
      await record(who, { id, tenantId, name }, 'created', {
        after: { name, prefix, scopes, ...covers, expiresAt },
      });
    });
    return { id, prefix, secret };
  }

  async rename(tenantId: string | null, id: string, newName: string, who: Who): Promise<void> {
    const name = nameOf(newName, 'name', NAME);
    await this.change(tenantId, id, async (key) => {
      await this.database.manager.update(ApiKey, { id }, { name, nameKey: nameKeyOf(name) });
      await record(who, { ...key, name }, 'renamed', { before: { name: key.name }, after: { name } });
    });
  }

  /** A new secret from now on, told once. Whatever earlier overlap still runs, runs on. */
  async rotate(
    tenantId: string | null,
    { keyId, replaces, overlapUntil }: Rotation,
    who: Who,
  ): Promise<{ prefix: string; secret: string }> {
    const { hash, prefix, secret } = freshSecret();
    await this.change(tenantId, keyId, async (key, now) => {
      if (overlapUntil && overlapUntil.getTime() > now.getTime() + LONGEST_OVERLAP)
        throw invalid('overlapUntil', 'Both secrets work together for 7 days at most.', 'overlap_too_long');
      if (overlapUntil && overlapUntil <= now)
        throw invalid('overlapUntil', 'This moment has passed.', 'overlap_past');
      if (key.expiresAt && key.expiresAt <= now) throw conflict('The key has expired.', 'key_expired');
      const { manager } = this.database;
      const old = { keyId, prefix: replaces, endsAt: IsNull() };
      const replaced = await manager.update(ApiKeySecret, old, { endsAt: overlapUntil ?? now });
      if (replaced.affected !== 1)
        throw conflict('Somebody has rotated the key in the meantime.', 'already_rotated');
      await manager.insert(ApiKeySecret, { hash, keyId, prefix, createdAt: now });
      await record(who, key, 'rotated', { before: { prefix: replaces }, after: { prefix, overlapUntil } });
    });
    return { prefix, secret };
  }

  /** Replaced secrets that still work end now. */
  async endOverlap(tenantId: string | null, id: string, who: Who): Promise<void> {
    await this.change(tenantId, id, async (key, now) => {
      const running = { keyId: id, endsAt: MoreThan(now) };
      const prefixes = (await this.database.manager.findBy(ApiKeySecret, running)).map((old) => old.prefix);
      if (prefixes.length === 0) throw conflict('No replaced secret works any more.', 'no_overlap');
      await this.database.manager.update(ApiKeySecret, running, { endsAt: now });
      await record(who, key, 'overlap_ended', { before: { prefixes } });
    });
  }

  async revoke(tenantId: string | null, id: string, who: Who): Promise<void> {
    await this.change(tenantId, id, async (key, revokedAt) => {
      await this.database.manager.update(ApiKey, { id }, { revokedAt });
      await record(who, key, 'revoked', { after: { revokedAt } });
    });
  }

  /** One change of a key after the other; none of one that was revoked. */
  private change(
    tenantId: string | null,
    id: string,
    work: (key: ApiKey, now: Date) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(async () => {
      const key = await this.database.manager.findOne(ApiKey, {
        where: { id, tenantId: tenantId ?? IsNull() },
        lock: { mode: 'pessimistic_write' },
      });
      if (!key) throw notFound('key');
      if (key.revokedAt) throw conflict('The key was revoked.', 'key_revoked');
      await work(key, this.clock.now());
      this.database.afterCommit(() => this.checks.forget());
    });
  }
}

function scopesOf(given: string[], tenantId: string | null): string[] {
  const scopes = [...new Set(given)].sort();
  if (scopes.length === 0) throw invalid('scopes', 'Name one scope at least.', 'scopes_missing');
  const unknown = scopes.find((scope) => !isKeyScope(scope, tenantId));
  if (unknown !== undefined) throw invalid('scopes', `There is no scope ${unknown}.`, 'scope_unknown');
  return scopes;
}

const record = (
  who: Who,
  { id, tenantId, name }: Pick<ApiKey, 'id' | 'tenantId' | 'name'>,
  verb: string,
  states: { before?: Record<string, unknown>; after?: Record<string, unknown> },
) =>
  who.record({
    tenantId,
    type: 'key',
    action: `key.${verb}`,
    target: { kind: 'key', id, name },
    ...states,
  });
