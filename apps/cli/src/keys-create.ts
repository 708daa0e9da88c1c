import { Database } from '@tenantry/database';
import { ApiKeys, KeysModule } from '@tenantry/keys';
import { Tenants, TenantsModule } from '@tenantry/tenants';
import { withServices } from './application';
import { Failure, required, UsageError } from './command';
import type { Command } from './command';

export const command: Command = {
  usage: '--name NAME --scopes SCOPE,… (--tenant SLUG… | --all-tenants)',
  about: 'Makes an API key for a product service and shows its secret, once.',
  options: {
    name: { type: 'string', value: 'NAME', help: 'which service it is for' },
    scopes: { type: 'string', value: 'SCOPE,…', help: 'what it may do, such as conversations:write' },
    tenant: {
      type: 'string',
      multiple: true,
      value: 'SLUG',
      help: 'a tenant it may speak for; may be repeated',
    },
    'all-tenants': { type: 'boolean', help: 'it may speak for every tenant, also later ones' },
  },
  notes: `Example:\n  bin/tenantry keys create --name 'Chat service' --scopes conversations:write --all-tenants`,
  async run(given) {
    const name = required(given, 'name');
    const scopes = required(given, 'scopes')
      .split(',')
      .map((scope) => scope.trim())
      .filter(Boolean);
    const slugs = given.list('tenant');
    const allTenants = given.on('all-tenants');
    if (allTenants === slugs.length > 0) throw new UsageError('Give either --tenant or --all-tenants.');
    return withServices([KeysModule, TenantsModule], async (services, who) => {
      const tenants = services.get(Tenants);
      const idOf = async (slug: string) => {
        const found = (await tenants.findForSignIn(slug)).find((tenant) => tenant.slug === slug);
        if (!found) throw new Failure(`--tenant: there is no tenant “${slug}”.`);
        return found.id;
      };
      const tenantIds = await Promise.all(slugs.map(idOf));
      const { secret } = await services
        .get(Database)
        .transaction(() => services.get(ApiKeys).create(null, { name, scopes, allTenants, tenantIds }, who));
      console.error('The key, shown only now:');
      console.log(secret);
      return 0;
    });
  },
};
