import 'reflect-metadata';
import { obey } from '@tenantry/database/test';
import { everyTenant, service } from './testbed';
import type { Order } from './victims';

const here = await service(process.argv[2]!);

await obey<Order>(here.database.source, async ({ batches }, say) => {
  for (const { verb, items } of batches) say(await here.quotas[verb](items, everyTenant));
});
await here.close();
