import 'reflect-metadata';
import { obey } from '@tenantry/database/test';
import { everyTenant, service } from './testbed';
import type { Order } from './victims';

const here = await service(process.argv[2]!);

await obey<Order>(here.database.source, async ({ reports }, say, trap) => {
  const outcomes = await here.ingest.report(reports, everyTenant);
  say({ outcomes, statements: trap.statements });
});
await here.close();
