import { AccountsModule } from '@tenantry/accounts';
import { QuotasModule, Recount } from '@tenantry/quotas';
import { Tenants, TenantsModule } from '@tenantry/tenants';
import { withServices } from './application';
import type { Command } from './command';

const names = {
  used: 'units used',
  reserved: 'units reserved',
  leases: 'sessions running',
  pool: 'allocated of the licence’s pool',
};

export const command: Command = {
  usage: '[--repair]',
  about:
    'Counts again what tenants use, reserve and hold of the licence, by the rows, and says what differs.',
  options: { repair: { type: 'boolean', help: 'puts right what differs, and writes it to the log' } },
  notes: 'Exit code: 0 nothing differs or all was put right, 1 something differs.',
  async run(given) {
    const repair = given.on('repair');
    return withServices([AccountsModule, QuotasModule, TenantsModule], async (services, who) => {
      const drifts = await services.get(Recount).run(repair, who);
      const tenants = await services.get(Tenants).named(drifts.flatMap(({ tenantId }) => tenantId ?? []));
      const slugs = new Map(tenants.map(({ id, slug }) => [id, slug]));
      for (const { what, tenantId, key, recorded, counted } of drifts)
        console.log(
          `${tenantId ? (slugs.get(tenantId) ?? tenantId) : 'platform'}: ${key}: ${names[what]}: recorded ${recorded}, counted ${counted}`,
        );
      const count = `${drifts.length} ${drifts.length === 1 ? 'number differs' : 'numbers differ'}`;
      if (drifts.length === 0) console.log('Every counter is what its rows come to.');
      else console.log(repair ? `${count}, put right.` : `${count}. --repair puts this right.`);
      return drifts.length === 0 || repair ? 0 : 1;
    });
  },
};
