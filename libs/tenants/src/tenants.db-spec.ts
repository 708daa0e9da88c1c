import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { untilOneWaits } from '@tenantry/database/test';
import { FixedClock, newId, Platform } from '@tenantry/kernel';
import type { DomainError, LogEntry, Who } from '@tenantry/kernel';
import { Hosts } from './hosts.service';
import type { NewTenant } from './summaries';
import { TenantHost } from './tenant-host.entity';
import { Tenant } from './tenant.entity';
import { Tenants } from './tenants.service';

const platform = new Platform({
  platformHost: 'cx.localhost',
  consoleHost: 'console.localhost',
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '4300',
  portalSecret: '',
  mailFrom: '',
  smtpUrl: '',
  ingestLanes: 1,
});
const clock = new FixedClock(new Date('2026-03-01T10:00:00.123Z'));
const acme: NewTenant = {
  companyName: 'Acme Ltd',
  slug: 'acme',
  size: '1-10',
  country: 'GB',
  timeZone: 'Europe/London',
  language: 'en',
  notification: 'activation_link',
  managedHost: true,
};

let scratch: Scratch;
let tenants: Tenants;
let hosts: Hosts;

const add = (change: Partial<NewTenant> = {}) =>
  scratch.database.transaction(() => tenants.add({ ...acme, ...change }));
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: DomainError) => `${error.kind} ${error.details?.field} ${error.details?.code}`,
  );

beforeAll(async () => {
  scratch = await scratchSchema([Tenant, TenantHost]);
  hosts = new Hosts(scratch.database, platform);
  tenants = new Tenants(scratch.database, hosts, clock);
});
afterAll(() => scratch?.drop());
beforeEach(async () => {
  await scratch.database.query('DELETE FROM tenant_hosts');
  await scratch.database.query('DELETE FROM tenants');
});

describe('adding a tenant', () => {
  it('keeps its profile, and gives the pattern’s host when it is wished', async () => {
    const { id, slug } = await add();
    expect(slug).toBe('acme');
    expect(await tenants.byId(id)).toMatchObject({
      countsIn: 'Europe/London',
      version: 1,
      id,
      slug: 'acme',
      companyName: 'Acme Ltd',
      size: '1-10',
      country: 'GB',
      timeZone: 'Europe/London',
      language: 'en',
      notification: 'activation_link',
      state: 'enabled',
      disabledAt: null,
      createdAt: clock.now(),
      thresholdSteps: null,
    });
    expect(await hosts.list(id)).toEqual([
      { host: 'acme.localhost', kind: 'managed', state: 'active', address: 'http://acme.localhost:4300' },
    ]);
    expect(await hosts.addressOf(id)).toBe('http://acme.localhost:4300');
  });

  it('without a host sends its people to the shared one', async () => {
    const { id } = await add({ managedHost: false });
    expect(await hosts.list(id)).toEqual([]);
    expect(await hosts.addressOf(id)).toBe('http://cx.localhost:4300');
  });

  it('lets one of twenty with the same slug through, and tells the others so', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => faultOf(add())));
    expect(outcomes.sort()).toEqual([...Array(19).fill('conflict slug slug_taken'), 'none']);
  });

  it('finds a free slug by itself, also when twenty ask at once', async () => {
    const added = await Promise.all(
      Array.from({ length: 20 }, () => add({ slug: undefined, companyName: 'Nordlicht GmbH' })),
    );
    expect(new Set(added.map(({ slug }) => slug)).size).toBe(20);
    expect(added.map(({ slug }) => slug)).toContain('nordlicht-gmbh-2');
    expect(await tenants.suggestSlug('Nordlicht GmbH')).not.toBe('nordlicht-gmbh');
  });

  it('refuses reserved and malformed slugs, and hosts of the platform or of others', async () => {
    expect(await faultOf(add({ slug: 'www' }))).toBe('invalid slug slug_reserved');
    expect(await faultOf(add({ slug: 'A' }))).toBe('invalid slug slug_malformed');
    const { id } = await add({ slug: 'first', managedHost: false });
    await scratch.source.manager.insert(TenantHost, {
      host: 'second.localhost',
      tenantId: id,
      kind: 'custom',
      state: 'pending',
    });
    expect(await faultOf(add({ slug: 'second' }))).toBe('conflict managedHost host_taken');
    expect(await tenants.slugFault('second')).toBeNull();
  });

  it('leaves nothing behind when its transaction fails', async () => {
    const failing = scratch.database.transaction(async () => {
      await tenants.add(acme);
      throw new Error('the last step');
    });
    await expect(failing).rejects.toThrow('the last step');
    expect(await tenants.slugFault('acme')).toBeNull();
    expect(await hosts.surfaceOf('acme.localhost')).toBeNull();
  });

  it('must not happen outside a transaction', async () => {
    await expect(tenants.add(acme)).rejects.toThrow(/transaction/);
  });
});

describe('a host', () => {
  it('shows the console, the shared sign-in, a tenant, or is nobody’s', async () => {
    const { id } = await add();
    expect(await hosts.surfaceOf('console.localhost')).toEqual({ kind: 'console' });
    expect(await hosts.surfaceOf('cx.localhost')).toEqual({ kind: 'platform' });
    expect(await hosts.surfaceOf('nobody.localhost')).toBeNull();
    expect(await hosts.surfaceOf('acme.localhost')).toEqual({
      kind: 'tenant',
      tenantId: id,
      slug: 'acme',
      companyName: 'Acme Ltd',
      language: 'en',
      timeZone: 'Europe/London',
      state: 'enabled',
    });
  });

  it('that is not valid shows nothing and is in no link', async () => {
    const { id } = await add();
    await scratch.source.manager.update(TenantHost, { host: 'acme.localhost' }, { state: 'misconfigured' });
    expect(await hosts.surfaceOf('acme.localhost')).toBeNull();
    expect(await hosts.addressOf(id)).toBe('http://cx.localhost:4300');
  });
});

describe('the enable switch', () => {
  const entries: LogEntry[] = [];
  const who: Who = {
    actor: { kind: 'operator', id: newId(), name: 'Olga' },
    tenantId: null,
    host: null,
    ip: null,
    userAgent: null,
    requestId: 'r1',
    record: async (entry) => void entries.push(entry),
  };
  const run = <T>(work: () => Promise<T>) => scratch.database.transaction(work);

  it('goes off and on with a log row each, and refuses a repeat', async () => {
    const { id } = await add();
    await run(() => tenants.disable(id, 'unpaid', who));
    expect(await tenants.byId(id)).toMatchObject({ state: 'disabled', disabledAt: clock.now() });
    expect(await hosts.surfaceOf('acme.localhost')).toMatchObject({ state: 'disabled' });
    expect(await faultOf(run(() => tenants.disable(id, undefined, who)))).toBe(
      'conflict undefined already_disabled',
    );
    await run(() => tenants.enable(id, undefined, who));
    expect(await tenants.byId(id)).toMatchObject({ state: 'enabled', disabledAt: null });
    expect(await faultOf(run(() => tenants.enable(id, undefined, who)))).toBe(
      'conflict undefined already_enabled',
    );
    expect(entries.map(({ action, tenantId, after }) => ({ action, tenantId, after }))).toEqual([
      { action: 'tenant.disabled', tenantId: id, after: { state: 'disabled', reason: 'unpaid' } },
      { action: 'tenant.enabled', tenantId: id, after: { state: 'enabled' } },
    ]);
  });

  it('waits for metering that holds the tenant, and metering by id or slug sees what was committed', async () => {
    const { id } = await add();
    const other = await add({ slug: 'other' });
    const order: string[] = [];
    let switching: Promise<unknown> | undefined;
    await run(async () => {
      const locked = await tenants.lockForMetering(['other', id, 'nobody', 'größe', newId()]);
      expect(locked.map(({ slug, state }) => `${slug} ${state}`).sort()).toEqual([
        'acme enabled',
        'other enabled',
      ]);
      expect(locked.map((tenant) => tenant.id)).toEqual([id, other.id].sort());
      switching = scratch.database.source
        .transaction((manager) =>
          manager.update(Tenant, { id }, { state: 'disabled', disabledAt: clock.now() }),
        )
        .then(() => order.push('disabled'));
      await untilOneWaits(scratch.database);
      order.push('counted');
    });
    await switching;
    expect(order).toEqual(['counted', 'disabled']);
    expect(await run(() => tenants.lockForMetering(['acme']))).toEqual([
      {
        id,
        slug: 'acme',
        state: 'disabled',
        disabledAt: clock.now(),
        countsIn: 'Europe/London',
        peopleErased: 0,
      },
    ]);
    expect(await run(() => tenants.lockForMetering([]))).toEqual([]);
  });
});

describe('looking for a tenant', () => {
  it('at sign-in takes the slug first, then every one of that company name', async () => {
    const first = await add({ slug: 'acme-one', companyName: 'Acme' });
    const second = await add({ slug: 'acme-two', companyName: 'ACMÉ', managedHost: false });
    const slugs = async (text: string) => (await tenants.findForSignIn(text)).map(({ id }) => id);
    expect(await slugs('acme-two')).toEqual([second.id]);
    expect(await slugs(' ACME-TWO ')).toEqual([second.id]);
    expect(await slugs('acme')).toEqual([first.id, second.id]);
    expect(await slugs('')).toEqual([]);
    expect(await slugs('%')).toEqual([]);
    const third = await add({ slug: 'acme', companyName: 'Other', managedHost: false });
    expect(await slugs('acme')).toEqual([third.id]);
  });
});
