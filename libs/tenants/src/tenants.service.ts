import { Injectable } from '@nestjs/common';
import { Database, isDuplicate } from '@tenantry/database';
import { Clock, DomainError, idToBytes, invalid, isId, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { firstTerms, sourceOf } from '@tenantry/search';
import { In, IsNull } from 'typeorm';
import { Hosts } from './hosts.service';
import { checkProfile } from './profile';
import { numbered, slugFault, slugOf, slugSentences, slugTaken, randomSlug } from './slugs';
import type { SlugFault } from './slugs';
import { meteredOf, nameKey, newborn, profileOf, summaryOf } from './summaries';
import type {
  MeteredRow,
  MeteredTenant,
  NewTenant,
  NewbornTenant,
  TenantProfile,
  TenantSummary,
} from './summaries';
import { Tenant } from './tenant.entity';

const SLUG_ATTEMPTS = 20;
/** One that is being purged is as if it were not. */
const there = { purgingAt: IsNull() };

@Injectable()
export class Tenants {
  constructor(
    private readonly database: Database,
    private readonly hosts: Hosts,
    private readonly clock: Clock,
  ) {}

  /** Writes tenant and host in the running transaction; whoever calls writes the log row. */
  async add(input: NewTenant): Promise<NewbornTenant> {
    checkProfile(input);
    const fault = input.slug === undefined ? null : slugFault(input.slug);
    if (fault) throw invalid('slug', slugSentences[fault], `slug_${fault}`);
    const id = newId();
    const slug = input.slug === undefined ? await this.insertUnnamed(id, input) : input.slug;
    if (input.slug !== undefined && !(await this.insert(id, slug, input))) throw slugTaken();
    const host = input.managedHost ? await this.hosts.addManaged(id, slug) : null;
    await firstTerms(this.database, id, [
      { sourceId: id, findable: { names: [input.companyName, slug] } },
      ...(host === null ? [] : [{ sourceId: sourceOf(host), findable: { addresses: [host] } }]),
    ]);
    return newborn(input, { id, slug, address: this.hosts.addressAt(host) });
  }

  async byId(id: string): Promise<TenantProfile> {
    const row = await this.database.read.findOneBy(Tenant, { id, ...there });
    if (!row) throw notFound('tenant');
    return profileOf(row, this.clock.now());
  }

  /** Across tenants: those of `ids` that are disabled now. */
  async disabledAmong(ids: string[]): Promise<string[]> {
    const rows = await this.database.read.find(Tenant, {
      select: { id: true },
      where: { id: In(ids), state: 'disabled' },
    });
    return rows.map((row) => row.id);
  }

  /** Across tenants: those of `ids` that exist. */
  async named(ids: string[]): Promise<{ id: string; slug: string; companyName: string }[]> {
    if (ids.length === 0) return [];
    return this.database.read.find(Tenant, {
      select: { id: true, slug: true, companyName: true },
      where: { id: In(ids) },
    });
  }

  exists(id: string): Promise<boolean> {
    return this.database.read.existsBy(Tenant, { id, ...there });
  }

  /** Holds the tenant's row until the running transaction ends: state changes wait for each other. */
  lock(id: string): Promise<TenantProfile> {
    return this.locked(id, 'pessimistic_write');
  }

  /** Nobody disables it until the running transaction ends; any number may hold it, and count meanwhile. */
  hold(id: string): Promise<TenantProfile> {
    return this.locked(id, 'pessimistic_read');
  }

  /** Ids or slugs. While the shared locks are held no tenant of these can be disabled. */
  async lockForMetering(refs: string[]): Promise<MeteredTenant[]> {
    const ids = refs.filter(isId).map(idToBytes);
    const slugs = refs.filter((ref) => !slugFault(ref));
    if (ids.length + slugs.length === 0) return [];
    const conditions = [ids.length > 0 && 'id IN (?)', slugs.length > 0 && 'slug IN (?)'].filter(Boolean);
    const rows = await this.database.manager.query<MeteredRow[]>(
      `SELECT id, slug, state, disabled_at, people_erased, IF(zone_from > ?, zone_before, time_zone) AS counts_in FROM tenants
       WHERE (${conditions.join(' OR ')}) AND purging_at IS NULL ORDER BY id LOCK IN SHARE MODE`,
      [this.clock.now(), ...[ids, slugs].filter((list) => list.length > 0)],
    );
    return rows.map(meteredOf);
  }

  /** The tenant of this slug, or else those of this company name: several make the slug necessary. */
  async findForSignIn(slugOrName: string): Promise<TenantSummary[]> {
    const slug = slugOrName.trim().toLowerCase();
    const named = slugFault(slug) ? null : await this.database.read.findOneBy(Tenant, { slug, ...there });
    const now = this.clock.now();
    if (named) return [summaryOf(named, now)];
    const companyNameKey = nameKey(slugOrName);
    if (!companyNameKey) return [];
    const rows = await this.database.read.find(Tenant, {
      where: { companyNameKey, ...there },
      order: { id: 'ASC' },
      take: 10,
    });
    return rows.map((row) => summaryOf(row, now));
  }

  async disable(id: string, reason: string | undefined, who: Who): Promise<TenantProfile> {
    return this.switch(id, 'disabled', reason, who);
  }

  async enable(id: string, reason: string | undefined, who: Who): Promise<TenantProfile> {
    return this.switch(id, 'enabled', reason, who);
  }

  /** Why this slug cannot be had, or null. Only writing it decides. */
  async slugFault(slug: string): Promise<SlugFault | 'taken' | null> {
    return slugFault(slug) ?? ((await this.database.read.existsBy(Tenant, { slug })) ? 'taken' : null);
  }

  async suggestSlug(companyName: string): Promise<string> {
    for (const slug of candidates(slugOf(companyName))) if (!(await this.slugFault(slug))) return slug;
    return randomSlug();
  }

  private async switch(id: string, state: 'enabled' | 'disabled', reason: string | undefined, who: Who) {
    const tenant = await this.lock(id);
    if (tenant.deletedAt) throw deleted();
    if (tenant.state === state)
      throw new DomainError('conflict', `The tenant is ${state} already.`, { code: `already_${state}` });
    const now = this.clock.now();
    const disabledAt = state === 'disabled' ? now : null;
    await this.database.manager.update(Tenant, { id }, { state, disabledAt, updatedAt: now });
    await who.record({
      tenantId: id,
      type: 'tenant',
      action: `tenant.${state}`,
      target: { kind: 'tenant', id, name: tenant.companyName },
      before: { state: tenant.state },
      after: { state, ...(reason && { reason }) },
    });
    return { ...tenant, state, disabledAt };
  }

  private async locked(id: string, mode: 'pessimistic_read' | 'pessimistic_write'): Promise<TenantProfile> {
    const where = { id, ...there };
    const row = await this.database.manager.findOne(Tenant, { where, lock: { mode } });
    if (!row) throw notFound('tenant');
    return profileOf(row, this.clock.now());
  }

  private async insertUnnamed(id: string, input: NewTenant): Promise<string> {
    for (const slug of candidates(slugOf(input.companyName)))
      if (!(await this.slugFault(slug)) && (await this.insert(id, slug, input))) return slug;
    throw slugTaken();
  }

  /** False when the slug is taken; the statement alone is undone then. */
  private async insert(id: string, slug: string, input: NewTenant): Promise<boolean> {
    const companyName = input.companyName.trim();
    const { size, country, timeZone, language, notification } = input;
    const now = this.clock.now();
    const row = {
      id,
      slug,
      thresholdSteps: input.thresholdSteps?.join(',') ?? null,
      companyName,
      companyNameKey: nameKey(companyName),
      size,
      country,
      timeZone,
      language,
    };
    try {
      await this.database.insert(Tenant, { ...row, notification, createdAt: now, updatedAt: now });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}

const deleted = () =>
  new DomainError('conflict', 'The tenant is deleted. Restore it first.', { code: 'tenant_deleted' });

function* candidates(slug: string): Generator<string> {
  for (let number = 1; number <= SLUG_ATTEMPTS; number++) yield numbered(slug, number);
  for (let attempt = 0; attempt < SLUG_ATTEMPTS; attempt++) yield randomSlug();
}
