import type { RequestEvent } from '@sveltejs/kit';
import { apiFor, refusalOf, type Api, type Caller } from '#lib/server/api';
import { dropSession, readSession, writeSession, type Kind } from '#lib/server/cookies';
import type { Gate } from '#lib/views';

export type Entry = { api: Api; gate: Gate };

export const callerOf = (event: RequestEvent, host: string, access: string | undefined): Caller => ({
  host,
  access,
  protocol: event.url.protocol.slice(0, -1),
  ip: event.getClientAddress(),
  requestId: event.locals.requestId,
  headers: event.request.headers,
});

/**
 * Who is at which door. The access token is renewed from the session when it has run out; a session the API
 * no longer knows is forgotten here too, and of one that viewed the tenant it is said that it is over.
 */
export async function enter(event: RequestEvent, host: string): Promise<Entry & { viewEnded: boolean }> {
  const viewed = readSession(event, 'view') !== null;
  const viewing = viewed ? await through(event, host, 'view') : null;
  const entry = viewing ?? (await through(event, host, 'own')) ?? (await ask(event, host, undefined))!;
  return { ...entry, viewEnded: viewed && !viewing };
}

async function ask(event: RequestEvent, host: string, access: string | undefined): Promise<Entry | null> {
  const api = apiFor(callerOf(event, host, access));
  try {
    const gate = await api.gate.current.query();
    return access && !gate.who ? null : { api, gate };
  } catch (error) {
    if (access && refusalOf(error)?.status === 401) return null;
    throw error;
  }
}

async function through(event: RequestEvent, host: string, kind: Kind): Promise<Entry | null> {
  const held = readSession(event, kind);
  if (!held) return null;
  const known = held.access ? await ask(event, host, held.access) : null;
  if (known) return known;
  const renewed = await renew(apiFor(callerOf(event, host, undefined)), held.session);
  const again = renewed && (await ask(event, host, renewed.accessToken));
  if (again) writeSession(event, renewed, kind);
  else dropSession(event, kind);
  return again;
}

async function renew(api: Api, sessionToken: string) {
  try {
    return await api.auth.refresh.mutate({ sessionToken });
  } catch (error) {
    const status = refusalOf(error)?.status;
    if (status === 401 || status === 403 || status === 404) return null;
    throw error;
  }
}
