import type { RequestEvent } from '@sveltejs/kit';
import { apiFor, refusalOf, type Api, type Caller } from '#lib/server/api';
import { dropSession, readCookie, writeSession } from '#lib/server/cookies';
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
 * no longer knows is forgotten here too.
 */
export async function enter(event: RequestEvent, host: string): Promise<Entry> {
  const caller = (access: string | undefined) => apiFor(callerOf(event, host, access));

  const session = readCookie(event, 'session');
  const ask = async (access: string | undefined): Promise<Entry | null> => {
    const api = caller(access);
    try {
      const gate = await api.gate.current.query();
      return access && !gate.who ? null : { api, gate };
    } catch (error) {
      if (access && refusalOf(error)?.status === 401) return null;
      throw error;
    }
  };

  const access = session ? readCookie(event, 'access') : undefined;
  const known = access ? await ask(access) : null;
  if (known) return known;
  const renewed = session ? await renew(caller(undefined), session) : null;
  const again = renewed ? await ask(renewed.accessToken) : null;
  if (renewed && again) {
    writeSession(event, renewed);
    return again;
  }
  if (session) dropSession(event);
  return (await ask(undefined))!;
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
