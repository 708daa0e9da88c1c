import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, DAY, idToBytes, searchKey } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { DEFAULT_LIMIT } from '@tenantry/trpc';
import { Brackets, In } from 'typeorm';
import { ApiKey, ApiKeySecret, ApiKeyTenant } from './api-key.entity';
import { prefixLike } from './secrets';

export const keyStates = ['active', 'expiring', 'expired', 'revoked'] as const;
export type KeyState = (typeof keyStates)[number];

export interface KeyFilter {
  /** Any part of the name, or the start of a secret, also of a replaced one. */
  search?: string;
  state?: KeyState;
  cursor?: string;
  limit?: number;
}

export interface KeyListItem {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  state: KeyState;
  /** Of a platform key: whom it speaks for. Null for a tenant's own. */
  tenants: 'all' | { id: string; slug: string; companyName: string }[] | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  /** Replaced secrets that still work. */
  overlaps: { prefix: string; until: Date; lastUsedAt: Date | null }[];
}

/** A key that ends this soon is shown as expiring. */
const SOON = 14 * DAY;

@Injectable()
export class KeyList {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
  ) {}

  /** Newest first; one row more than asked when there is a next page. The platform's keys when the tenant is null. */
  async page(tenantId: string | null, filter: KeyFilter): Promise<KeyListItem[]> {
    const now = this.clock.now();
    const query = this.database.read
      .createQueryBuilder(ApiKey, 'k')
      .where('k.tenantId <=> :tenantId', { tenantId: tenantId && idToBytes(tenantId) })
      .setParameters({ now, soon: soonAfter(now) })
      .orderBy('k.id', 'DESC')
      .take((filter.limit ?? DEFAULT_LIMIT) + 1);
    if (filter.state) query.andWhere(conditions[filter.state]);
    if (filter.cursor) query.andWhere('k.id < :cursor', { cursor: idToBytes(filter.cursor) });
    const key = searchKey(filter.search ?? '');
    const start = prefixLike(filter.search?.trim() ?? '');
    if (key)
      query.andWhere(
        new Brackets((either) => {
          either.where('k.nameKey LIKE :anywhere', { anywhere: `%${key.replace(/[\\%_]/g, '\\$&')}%` });
          if (start)
            either.orWhere('k.id IN (SELECT key_id FROM api_key_secrets WHERE prefix LIKE :start)', {
              start,
            });
        }),
      );
    return this.furnished(await query.getMany(), now);
  }

  private async furnished(keys: ApiKey[], now: Date): Promise<KeyListItem[]> {
    if (keys.length === 0) return [];
    const { read } = this.database;
    const keyId = In(keys.map(({ id }) => id));
    const secrets = Map.groupBy(await read.findBy(ApiKeySecret, { keyId }), (secret) => secret.keyId);
    const covered = Map.groupBy(await read.findBy(ApiKeyTenant, { keyId }), (one) => one.keyId);
    const ids = new Set([...covered.values()].flat().map(({ tenantId }) => tenantId));
    const tenants = new Map((await this.tenants.named([...ids])).map((tenant) => [tenant.id, tenant]));
    const tenantsOf = ({ id, tenantId, allTenants }: ApiKey) => {
      if (tenantId !== null) return null;
      if (allTenants) return 'all' as const;
      const named = (covered.get(id) ?? []).flatMap((one) => tenants.get(one.tenantId) ?? []);
      return named.sort((a, b) => a.companyName.localeCompare(b.companyName));
    };
    return keys.map((key) => ({
      ...item(key, secrets.get(key.id) ?? [], now),
      tenants: tenantsOf(key),
    }));
  }
}

const soonAfter = (now: Date) => new Date(now.getTime() + SOON);

/** Each key is in exactly one state; `stateOf` says the same of a row that was read. */
const conditions: Record<KeyState, string> = {
  active: 'k.revokedAt IS NULL AND (k.expiresAt IS NULL OR k.expiresAt > :soon)',
  expiring: 'k.revokedAt IS NULL AND k.expiresAt > :now AND k.expiresAt <= :soon',
  expired: 'k.revokedAt IS NULL AND k.expiresAt <= :now',
  revoked: 'k.revokedAt IS NOT NULL',
};

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): KeyState {
  if (revokedAt) return 'revoked';
  if (expiresAt && expiresAt <= now) return 'expired';
  return expiresAt && expiresAt <= soonAfter(now) ? 'expiring' : 'active';
}

function item(key: ApiKey, secrets: ApiKeySecret[], now: Date): Omit<KeyListItem, 'tenants'> {
  const { id, name, createdAt, expiresAt, revokedAt } = key;
  const state = stateOf(key, now);
  const uses = secrets.flatMap(({ lastUsedAt }) => (lastUsedAt ? [lastUsedAt.getTime()] : []));
  const works = state === 'active' || state === 'expiring';
  return {
    id,
    name,
    prefix: secrets.find(({ endsAt }) => endsAt === null)!.prefix,
    scopes: key.scopes.split(' '),
    state,
    createdAt,
    expiresAt,
    revokedAt,
    lastUsedAt: uses.length > 0 ? new Date(Math.max(...uses)) : null,
    overlaps: secrets.flatMap(({ prefix, endsAt, lastUsedAt }) =>
      works && endsAt && endsAt > now ? [{ prefix, until: endsAt, lastUsedAt }] : [],
    ),
  };
}
