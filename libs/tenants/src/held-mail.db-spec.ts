import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { Clock, Platform } from '@tenantry/kernel';
import { Hosts } from './hosts.service';
import { TenantHost } from './tenant-host.entity';
import { Tenant } from './tenant.entity';
import { Tenants } from './tenants.service';

let scratch: Scratch;
let tenants: Tenants;

beforeAll(async () => {
  scratch = await scratchSchema([Tenant, TenantHost]);
  const platform = new Platform({
    platformHost: 'cx.localhost',
    consoleHost: 'console.localhost',
    managedHosts: '',
    scheme: 'http',
    port: '',
    portalSecret: '',
    mailFrom: '',
    smtpUrl: '',
    ingestLanes: 1,
  });
  tenants = new Tenants(scratch.database, new Hosts(scratch.database, platform), new Clock());
});
afterAll(() => scratch?.drop());

it('names exactly the disabled ones among tenants whose mail is due', async () => {
  const add = (slug: string) =>
    scratch.database.transaction(() =>
      tenants.add({
        companyName: slug,
        slug,
        size: '1-10',
        country: 'GB',
        timeZone: 'Europe/London',
        language: 'en',
        notification: 'activation_link',
        managedHost: false,
      }),
    );
  const [on, off, other] = [await add('on-tenant'), await add('off-tenant'), await add('other-tenant')];
  const disabled = { state: 'disabled' as const, disabledAt: new Date() };
  await scratch.database.transaction(async () => {
    await scratch.database.manager.update(Tenant, { id: off.id }, disabled);
    await scratch.database.manager.update(Tenant, { id: other.id }, disabled);
  });
  expect(await tenants.disabledAmong([on.id, off.id])).toEqual([off.id]);
  expect(await tenants.disabledAmong([])).toEqual([]);
});
