import { conversationPage } from '#lib/server/lists';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { tenant } = await event.parent();
  return conversationPage(event, { tenantId: tenant.id, zone: tenant.timeZone }, event.params.conversationId);
};
