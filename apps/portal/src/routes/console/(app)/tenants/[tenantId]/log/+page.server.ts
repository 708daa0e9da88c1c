import { logPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { tenant } = await event.parent();
  return logPage(event, { tenantId: tenant.id, zone: tenant.timeZone });
};
