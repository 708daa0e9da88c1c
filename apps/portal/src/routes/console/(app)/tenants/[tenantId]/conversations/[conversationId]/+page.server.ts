import { erasureActions } from '#lib/server/erasure';
import { conversationPage } from '#lib/server/lists';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { tenant } = await event.parent();
  return conversationPage(event, { tenantId: tenant.id, zone: tenant.timeZone }, event.params.conversationId);
};

export const actions: Actions = erasureActions(({ params }) => params['tenantId']);
