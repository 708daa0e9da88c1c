import { redirect } from '@sveltejs/kit';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params: { tenantId } }) => {
  if (!may('console', locals.who!.role, 'view')) redirect(303, `/tenants/${tenantId}/log`);
  const [overview, users, access, origin, attention, capabilities, log] = await Promise.all([
    locals.api.subscription.overview.query({ tenantId }),
    locals.api.users.list.query({ tenantId, role: 'admin', limit: 5 }),
    locals.api.viewAs.access.query({ tenantId }),
    locals.api.tenants.origin.query({ tenantId }),
    locals.api.tenants.attention.query({ tenantId }),
    locals.api.capabilities.list.query({ tenantId }),
    locals.api.log.list.query({ tenantId, limit: 5 }),
  ]);
  return {
    overview,
    admins: users.items,
    access,
    origin,
    attention: attention.items,
    capabilities: capabilities.items,
    recent: log.items,
  };
};

export const actions: Actions = {
  template: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('template', request);
    const name = sent.required('name', 100);
    const { failure } = await sent.attempt(() =>
      locals.api.templates.save.mutate({ name, from: { tenantId } }),
    );
    if (failure) return failure;
    redirect(303, `/tenants/${tenantId}?done=template_saved`);
  },
  disable: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('disable', request);
    const reason = sent.required('reason', 500);
    const { failure } = await sent.attempt(() => locals.api.tenants.disable.mutate({ tenantId, reason }));
    if (failure) return failure;
    redirect(303, `/tenants/${tenantId}?done=disabled`);
  },
  enable: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('enable', request);
    const { failure } = await sent.attempt(() => locals.api.tenants.enable.mutate({ tenantId }));
    if (failure) return failure;
    redirect(303, `/tenants/${tenantId}?done=enabled`);
  },
  resend: async ({ locals, params: { tenantId }, request }) => {
    const sent = await Sent.read('resend', request);
    const userId = sent.text('userId');
    const { failure } = await sent.attempt(() => locals.api.users.resend.mutate({ tenantId, userId }));
    if (failure) return failure;
    redirect(303, `/tenants/${tenantId}?done=resent`);
  },
};
