import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { FormResult } from '#lib/forms';
import { here } from '#lib/paging';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { PermissionItem, Roles } from '#lib/views';
import { m } from '#messages';

export type RolesView = { roles: Roles; items: PermissionItem[]; mayChange: boolean };

const bases = ['admin', 'supervisor', 'agent', 'member'] as const;

/** Roles of a tenant: in the console of the one in the address, in the portal of one's own. */
export async function rolesPage({ locals, params }: RequestEvent): Promise<RolesView> {
  const { tenantId } = params;
  const [roles, { items }] = await Promise.all([
    locals.api.permissions.roles.query({ tenantId }),
    locals.api.permissions.ofTenant.query({ tenantId }),
  ]);
  return {
    roles,
    items: items.map((item) => ({ ...item, own: item.origin === 'tenant' })),
    mayChange: may(locals.surface, locals.who?.role, 'change'),
  };
}

async function roleOf(sent: Sent) {
  const features = sent.all('features');
  if (features.length === 0) sent.wrong('chosen', m.roles_allowed_none());
  return { name: sent.required('name', 100), features };
}

/** What was ticked comes back too: it is a list, which a form's values are not. */
const kept = <T extends { data: FormResult }>(failure: T, { features }: { features: string[] }) => {
  failure.data.values = { ...failure.data.values, chosen: features.join(' ') };
  return failure;
};

export const roleActions = {
  add: async (event: RequestEvent) => {
    const sent = await Sent.read('role', event.request);
    const role = await roleOf(sent);
    const base = sent.oneOf('base', bases);
    const { tenantId } = event.params;
    const { failure } = await sent.attempt(() =>
      event.locals.api.permissions.addRole.mutate({ tenantId, base, ...role }),
    );
    if (failure) return kept(failure, role);
    redirect(303, here(event.url, { done: 'role_added' }));
  },
  edit: async (event: RequestEvent) => {
    const sent = await Sent.read('role', event.request);
    const role = await roleOf(sent);
    const { tenantId } = event.params;
    const { failure } = await sent.attempt(() =>
      event.locals.api.permissions.editRole.mutate({
        tenantId,
        roleId: sent.text('roleId'),
        version: Number(sent.text('version')),
        ...role,
      }),
    );
    if (failure) return kept(failure, role);
    redirect(303, here(event.url, { done: 'role_edited' }));
  },
  remove: async (event: RequestEvent) => {
    const sent = await Sent.read('remove', event.request);
    const { tenantId } = event.params;
    const { failure } = await sent.attempt(() =>
      event.locals.api.permissions.removeRole.mutate({ tenantId, roleId: sent.text('roleId') }),
    );
    if (failure) return failure;
    redirect(303, here(event.url, { done: 'role_removed' }));
  },
};
