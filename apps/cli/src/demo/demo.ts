import { Operators } from '@tenantry/accounts';
import { Database, IdempotencyKeys } from '@tenantry/database';
import { Platform } from '@tenantry/kernel';
import { ApiKeys, KeysModule } from '@tenantry/keys';
import { RouterModule } from '@tenantry/router';
import { withServices } from '../application';
import type { Command } from '../command';
import { Actors } from './actors';
import { companies } from './companies';
import { Furnishing } from './furnishing';

export const operator = {
  email: 'operator@tenantry.test',
  name: 'Olive Operator',
  password: 'console-demo-2026',
};

export const command: Command = {
  usage: '',
  about: `Adds one operator and three invented tenants in three zones and languages, with 90 days of conversations up to
now, contracts, licences, limits in use, an open request and an API key, through the same procedures that people
and services use. Run again it changes nothing; cut short, it goes on where it stopped.`,
  options: {},
  run: () =>
    withServices([RouterModule, KeysModule], async (services, who) => {
      const database = services.get(Database);
      const keys = services.get(IdempotencyKeys);
      /** Done at most once for this database, and remembered with what it gave. */
      const once = <T>(step: string, effect: () => Promise<T>): Promise<T> =>
        database.transaction(() => keys.run('demo', step, 1, effect));

      if (await isDone(() => once('finish', unfinished))) {
        console.log('The demo data are there already.');
        return 0;
      }
      // Remembered, so that a demo that was cut short yesterday is finished as it was begun.
      const { until } = await once('begin', () => Promise.resolve({ until: new Date().toISOString() }));
      const { id } = await once('operator', () =>
        services.get(Operators).create({ ...operator, role: 'admin' }, who),
      );
      const actors = new Actors(services);
      const asOperator = actors.operator(id, operator.name);
      const furnishing = new Furnishing(actors, asOperator, services.get(Platform), once, new Date(until));
      const furnished = await Promise.all(companies.map((company) => furnishing.furnish(company)));

      let secret = '';
      await once('finish', async () => {
        for (const { company, tenantId } of furnished)
          if (company.disabled)
            await asOperator.tenants.disable({ tenantId, reason: 'Demo of a disabled tenant' });
        const input = {
          name: 'Demo services',
          scopes: ['conversations:write'],
          allTenants: true,
        };
        ({ secret } = await services.get(ApiKeys).create(null, input, who));
      });
      for (const { company, conversations, sessions, purchased } of furnished)
        console.log(
          `${company.slug.padEnd(12)} ${conversations} conversations, ${sessions} of ${purchased} licences consumed` +
            (company.disabled ? ', disabled' : ''),
        );
      console.log(`API key for services, shown only now: ${secret}`);
      return 0;
    }),
};

class Unfinished extends Error {}

function unfinished(): Promise<never> {
  throw new Unfinished();
}

async function isDone(peek: () => Promise<unknown>): Promise<boolean> {
  try {
    await peek();
    return true;
  } catch (error) {
    if (error instanceof Unfinished) return false;
    throw error;
  }
}
