import { redirect, type RequestEvent, type ServerLoadEvent } from '@sveltejs/kit';
import type { ExportsView } from '#lib/exports/exports';
import { currentCursor, here } from '#lib/paging';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';

const limit = 20;

/** Asked for again, by its name alone, while an export runs. */
export async function exportsPage(event: ServerLoadEvent, tenantId?: string): Promise<ExportsView> {
  event.depends('app:exports');
  const { locals, url } = event;
  const list = await locals.api.exports.list.query({ tenantId, cursor: currentCursor(url), limit });
  return { ...list, mayChange: may(locals.surface, locals.who!.role, 'change') };
}

/** Operators name a tenant, everyone else has theirs. */
export function exportActions(tenantOf: (event: RequestEvent) => string | undefined) {
  const verb =
    (form: 'cancel' | 'remove', done: string) =>
    async (event: RequestEvent): Promise<ReturnType<Sent['fail']>> => {
      const sent = await Sent.read(form, event.request);
      const exportId = sent.text('exportId');
      const { failure } = await sent.attempt(() =>
        event.locals.api.exports[form].mutate({ tenantId: tenantOf(event), exportId }),
      );
      if (failure) return failure;
      redirect(303, here(event.url, { done }));
    };
  return {
    begin: async (event: RequestEvent) => {
      const sent = await Sent.read('begin', event.request);
      const { failure } = await sent.attempt(() =>
        event.locals.api.exports.begin.mutate({ tenantId: tenantOf(event) }),
      );
      if (failure) return failure;
      redirect(303, event.url.pathname);
    },
    cancel: verb('cancel', 'export_cancelled'),
    remove: verb('remove', 'export_removed'),
  };
}
