import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { ApiProcess, inTurns, password } from './api-process';
import { alternate, printRates, ratio } from './measure';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '4000' },
    callers: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '7' },
  },
});
const count = Number(options.count);
const callers = Number(options.callers);
const api = await ApiProcess.start(1);
const operator = await api.signIn(api.logins[0]!);
const acme = {
  idempotencyKey: 'benchmark',
  companyName: 'Acme',
  slug: 'acme',
  size: '1-10',
  country: 'GB',
  timeZone: 'Europe/London',
  language: 'en',
  notification: 'login_information',
  managedHost: true,
  admin: { username: 'ada', firstName: 'Ada', lastName: 'Byron', email: 'ada@acme.test', password },
};
const bearer = ({ accessToken }: { accessToken: string }) => ({ authorization: `Bearer ${accessToken}` });
await api.post('tenants.create', acme, bearer(operator));
const HOME = { 'x-tenantry-host': 'acme.localhost' };
const user = await api.signIn('ada', HOME['x-tenantry-host']);

const contender = (name: string, headers: Record<string, string>) => ({
  name,
  rows: count,
  prepare: async () => () =>
    inTurns(count, callers, async () => {
      const status = await api.get('/trpc/gate.current', headers);
      if (status !== 200) throw new Error(`The gate answered ${status}`);
    }),
});
const figures = await alternate(
  [
    contender('tenant’s host, anonymous', HOME),
    contender('tenant’s host, signed in', { ...HOME, ...bearer(user) }),
    contender('console, anonymous', {}),
    contender('console, signed in', bearer(operator)),
  ],
  Number(options.rounds),
);
printRates(figures, 'calls');
console.log();
// On a tenant's host both ask the database once; on the console's the anonymous call asks it nothing.
for (const place of ['tenant’s host', 'console'])
  console.log(
    `gate.current on the ${place}: signed in costs ${ratio(figures, `${place}, anonymous`, `${place}, signed in`).toFixed(2)} times anonymous (goal 1.25)`,
  );
await api.stop();
