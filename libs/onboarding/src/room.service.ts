import { Injectable } from '@nestjs/common';
import { Allocations, capability } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Platform } from '@tenantry/kernel';
import { Licence, Pools } from '@tenantry/licence';
import type { AllocationBar, Pool } from '@tenantry/licence';
import { Hosts, slugSentences, Tenants } from '@tenantry/tenants';
import type { Beginning, Fault } from './beginning';

/** What a tenant would take of one of the licence's pools. */
export interface Take {
  pool: Pool;
  /** Null: unlimited. */
  size: number | null;
  takes: number;
  /** Null: any number. */
  free: number | null;
  enough: boolean;
}

export interface Standing {
  faults: Fault[];
  pools: Take[];
  /** The short name it would get, null where none can be had. */
  slug: string | null;
  /** The managed host it would get. */
  host: string | null;
}

/** Whether there is room for a tenant as things stand. Nothing is held: only creating it decides. */
@Injectable()
export class Room {
  constructor(
    private readonly tenants: Tenants,
    private readonly hosts: Hosts,
    private readonly allocations: Allocations,
    private readonly pools: Pools,
    private readonly licence: Licence,
    private readonly platform: Platform,
  ) {}

  async for(beginning: Beginning): Promise<Standing> {
    const names = await this.names(beginning);
    const { pools, faults } = await this.shares(beginning);
    return { ...names, pools, faults: [...names.faults, ...faults] };
  }

  private async names({ company: { companyName, slug: chosen }, managedHost }: Beginning) {
    const faults: Fault[] = [];
    const fault = chosen ? await this.tenants.slugFault(chosen) : null;
    if (fault === 'taken')
      faults.push({ step: 'company', field: 'slug', code: 'slug_taken', message: slugSentences.taken });
    const slug = chosen ? (fault ? null : chosen) : companyName.trim() && (await this.suggest(companyName));
    const host = slug && managedHost ? this.platform.managedHost(slug) : null;
    if (managedHost && !this.platform.managedHosts)
      faults.push({
        step: 'hosts',
        field: 'managedHost',
        code: 'managed_hosts_off',
        message: 'This installation has no hosts to give to tenants.',
      });
    else if (slug && host && !(await this.hosts.managedFree(slug)))
      faults.push({
        step: 'hosts',
        field: 'managedHost',
        code: 'host_taken',
        message: `The host ${host} is in use.`,
        host,
      });
    return { slug: slug || null, host, faults };
  }

  private suggest(companyName: string): Promise<string> {
    return this.tenants.suggestSlug(companyName);
  }

  private async shares({ capabilities }: Beginning) {
    const taken = new Map<Pool, { takes: number; key: CapabilityKey | null }>([
      ['tenants', { takes: 1, key: null }],
    ]);
    for (const { key, deltas } of await this.allocations.sharesOf(capabilities))
      for (const { pool, delta } of deltas)
        taken.set(pool, { takes: (taken.get(pool)?.takes ?? 0) + delta, key });
    const standing = await this.pools.standing();
    const { bar } = await this.licence.inForce();
    const unlimited = new Set(capabilities.filter(({ quantity }) => quantity === null).map(({ key }) => key));
    const pools: Take[] = [];
    const faults: Fault[] = bar ? [refused(bar)] : [];
    for (const { pool, size, free } of standing) {
      const { takes, key } = taken.get(pool) ?? { takes: 0, key: null };
      if (takes === 0) continue;
      const enough = free === null || takes <= free;
      pools.push({ pool, size, takes, free, enough });
      if (!enough) faults.push(short({ pool, size, takes, free: free! }, key, unlimited));
    }
    return { pools, faults };
  }
}

function short(
  { pool, size, takes, free }: { pool: Pool; size: number | null; takes: number; free: number },
  key: CapabilityKey | null,
  unlimited: ReadonlySet<CapabilityKey>,
): Fault {
  const numbers = { pool, size, requested: takes, free };
  if (key === null)
    return {
      ...{ step: 'company', code: 'pool_used_up', ...numbers },
      message: `The system licence allows ${size} tenants and all of them are there. Install a larger licence.`,
    };
  const at = { step: 'capabilities' as const, field: key, key, ...numbers };
  if (unlimited.has(key) && capability(key).pool === pool)
    return {
      ...at,
      code: 'unlimited_in_pool',
      message: `The system licence bounds ${key} to ${size} for all tenants together. Choose a number.`,
    };
  return {
    ...at,
    code: 'pool_used_up',
    message: `The system licence has ${free} ${pool} left, and this needs ${takes}. Lower what is wanted.`,
  };
}

const refused = (code: AllocationBar): Fault => ({
  step: 'company',
  code,
  message: 'The system licence allows no new allocation. Install a renewed licence first.',
});
