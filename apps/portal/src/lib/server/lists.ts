import type { RequestEvent } from '@sveltejs/kit';
import { logTypeKeys } from '#lib/names';
import { currentCursor } from '#lib/paging';
import { rangeView, type Range } from '#lib/ranges';
import { may } from '#lib/rights';
import type { LogRow } from '#lib/views';
import { zoneView } from '#lib/zones';

type Event = Pick<RequestEvent, 'locals' | 'url'>;
/** Whose list: operators name a tenant, everyone else has theirs; the platform's own has no zone but the viewer's. */
type Of = { tenantId?: string; zone: string | null };

const limit = 50;

function viewState({ locals, url }: Event, of: Of, usual: Range) {
  const view = zoneView(url.searchParams.get('zone'), locals.who!.timeZone, of.zone);
  const range = rangeView(url.searchParams, new Date(), view.zone, usual);
  return { zoneView: view, range };
}

export async function sessionsPage(event: Event, of: Of) {
  const { zoneView, range } = viewState(event, of, 'all');
  const list = await event.locals.api.subscription.sessions.query({
    tenantId: of.tenantId,
    from: range.from,
    to: range.to,
    cursor: currentCursor(event.url),
    limit,
  });
  return { list, zoneView, range };
}

export async function conversationsPage(event: Event, of: Of) {
  const { zoneView, range } = viewState(event, of, 'all');
  const sessionId = event.url.searchParams.get('session') ?? undefined;
  const list = await event.locals.api.subscription.conversations.query({
    tenantId: of.tenantId,
    ...(sessionId ? { sessionId } : { from: range.from, to: range.to }),
    cursor: currentCursor(event.url),
    limit,
  });
  return { list, zoneView, range, sessionId: sessionId ?? null };
}

export async function conversationPage(event: Event, of: Of, conversationId: string) {
  const { zoneView } = viewState(event, of, 'all');
  const row = await event.locals.api.subscription.conversation.query({
    tenantId: of.tenantId,
    conversationId,
  });
  const { surface, who } = event.locals;
  return { row, zoneView, mayErase: may(surface, who!.role, 'change') };
}

function logFilter(event: Event, of: Of) {
  const { zoneView, range } = viewState(event, of, '30d');
  const wanted = event.url.searchParams.get('type');
  const type = logTypeKeys.find((key) => key === wanted);
  const filter = { type, from: range.from, to: range.to, cursor: currentCursor(event.url), limit };
  return { filter, view: { zoneView, range, type: type ?? '' } };
}

export async function logPage(event: Event, of: Of) {
  const { filter, view } = logFilter(event, of);
  return { list: await event.locals.api.log.list.query({ tenantId: of.tenantId, ...filter }), ...view };
}

export async function logEntryPage(event: Event, of: Of, id: string) {
  const { zoneView } = viewState(event, of, 'all');
  return { row: await event.locals.api.log.byId.query({ tenantId: of.tenantId, id }), zoneView };
}

export async function platformLogPage(event: Event) {
  const { filter, view } = logFilter(event, { zone: null });
  const list = await event.locals.api.log.platform.query(filter);
  return { list: { ...list, items: await withCompanies(event, list.items) }, ...view };
}

export async function platformLogEntryPage(event: Event, id: string) {
  const { zoneView } = viewState(event, { zone: null }, 'all');
  const [row] = await withCompanies(event, [await event.locals.api.log.platformById.query({ id })]);
  return { row: row!, zoneView };
}

/** The operators' log names a look at a company by its own id alone: the company's name stands with the company. */
async function withCompanies({ locals: { api } }: Event, rows: LogRow[]): Promise<LogRow[]> {
  const viewIds = rows.flatMap(({ target }) => (target?.kind === 'view' ? target.id : []));
  if (viewIds.length === 0) return rows;
  const named = await api.viewAs.named.query({ viewIds: [...new Set(viewIds)] });
  const names = new Map(named.map(({ viewId, companyName }) => [viewId, companyName]));
  return rows.map((row) => ({ ...row, onBehalfOf: names.get(row.target?.id ?? '') ?? row.onBehalfOf }));
}
