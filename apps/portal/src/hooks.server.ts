import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { hostName } from '#lib/host';
import { isTheme } from '#lib/preferences';
import { isOwn, isPublic, owedPage, surfaceOf } from '#lib/surface';
import { getTextDirection } from '#locale';
import { refusalOf } from '#lib/server/api';
import { config } from '#lib/server/config';
import { readCookie } from '#lib/server/cookies';
import { isForeignChange } from '#lib/server/csrf';
import { enter } from '#lib/server/gate';
import { inLocale, pickLocale } from '#lib/server/locale';
import { noticeResponse, notices } from '#lib/server/notice';
import { keepInput } from '#lib/server/outlived';

/** The one gate: layouts and pages may rely on what it let through. */
export const handle: Handle = async ({ event, resolve }) => {
  const { locals } = event;
  locals.requestId = event.request.headers.get('x-request-id') ?? crypto.randomUUID();
  const theme = readCookie(event, 'theme');
  locals.theme = isTheme(theme) ? theme : 'auto';
  locals.locale = localeOf(event);
  const response = await inLocale(locals.locale, () => admit(event, resolve));
  return secured(event, response);
};

const admit = async (event: RequestEvent, resolve: Parameters<Handle>[0]['resolve']): Promise<Response> => {
  const { locals, url, request } = event;
  const refuse = (notice: keyof typeof notices) =>
    noticeResponse(notices[notice](), locals.locale, locals.requestId);

  const header = request.headers.get('host');
  const host = hostName(header);
  if (!host || host !== hostName(url.hostname)) return refuse('malformedHost');
  if (isForeignChange(request.method, request.headers, `${url.protocol}//${header}`))
    return refuse('foreignChange');

  try {
    const { api, gate, viewEnded } = await enter(event, header!);
    locals.surface = surfaceOf(host, config.consoleHost);
    if (gate.surface !== locals.surface) return refuse('unknownHost');
    locals.api = api;
    locals.tenant = gate.surface === 'portal' ? gate.tenant : null;
    locals.who = gate.who;
    locals.viewEnded = viewEnded;
  } catch (error) {
    const status = refusalOf(error)?.status;
    if (status === 404) return refuse('unknownHost');
    if (status === 400) return refuse('malformedHost');
    report(locals.requestId, error);
    return refuse(status === 503 || status === 429 ? 'unavailable' : 'failed');
  }
  locals.locale = localeOf(event);
  return inLocale(locals.locale, async () => {
    if (locals.tenant?.state === 'disabled') return refuse('disabled');
    if (!locals.who) await keepInput(event);
    turnAway(event);
    return resolve(event, { transformPageChunk: ({ html }) => fill(html, locals) });
  });
};

/** Sends people who may not see this page to the one that they need first. */
function turnAway({ locals, url, request }: RequestEvent) {
  const path = url.pathname;
  if (locals.viewEnded && !isPublic(path)) redirect(303, '/view/ended');
  if (!locals.who) {
    if (isPublic(path)) return;
    // the names of actions are no pages to come back to
    const wanted = request.method === 'GET' ? path + url.search : path;
    redirect(303, wanted === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ next: wanted })}`);
  }
  if (locals.who.viewing && isOwn(path)) redirect(303, '/');
  const owed = owedPage(locals.who, path);
  if (owed) redirect(303, owed);
}

const localeOf = (event: RequestEvent) =>
  pickLocale({
    chosen: readCookie(event, 'locale'),
    person: event.locals.who?.language,
    tenant: event.locals.who?.tenant?.language ?? event.locals.tenant?.language,
    accept: event.request.headers.get('accept-language'),
  });

const fill = (html: string, locals: App.Locals) =>
  html
    .replace('%lang%', locals.locale)
    .replace('%dir%', getTextDirection(locals.locale))
    .replace('%theme%', locals.theme)
    .replace('%surface%', locals.surface);

function secured(event: RequestEvent, response: Response): Response {
  const set = (name: string, value: string) => response.headers.set(name, value);
  set('cache-control', 'no-store');
  set('vary', 'Host, Cookie, Accept-Language');
  set('x-request-id', event.locals.requestId);
  set('x-content-type-options', 'nosniff');
  set('x-frame-options', 'DENY');
  // not `no-referrer`: with it a browser sends `Origin: null` on a form post, which the gate refuses
  set('referrer-policy', 'same-origin');
  set('cross-origin-opener-policy', 'same-origin');
  set('permissions-policy', 'camera=(), microphone=(), geolocation=()');
  if (event.url.protocol === 'https:') set('strict-transport-security', 'max-age=31536000');
  return response;
}

export const handleError: HandleServerError = ({ kind, error, event }) => {
  const id = event.locals.requestId;
  if (kind === 'app' || kind === 'framework' || kind === 'validation') return { id };
  const refusal = refusalOf(error);
  if (!refusal || refusal.status >= 500) report(id, error);
  if (refusal) return { status: refusal.status, message: refusal.message, id: refusal.id ?? id };
  return { status: 500, message: `Internal error ${id}`, id };
};

function report(requestId: string, error: unknown) {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(JSON.stringify({ level: 'error', requestId, msg: 'portal request failed', error: detail }));
}
