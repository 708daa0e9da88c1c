import { error, type RequestEvent } from '@sveltejs/kit';
import { headersOf } from '#lib/server/api';
import { config } from '#lib/server/config';
import { readAccess } from '#lib/server/cookies';
import { callerOf } from '#lib/server/gate';

/** What a procedure gives as a file, passed on as it comes. */
export async function download(event: RequestEvent, procedure: string, input: object): Promise<Response> {
  const caller = callerOf(event, event.request.headers.get('host')!, readAccess(event));
  const answer = await fetch(`${config.downloadUrl}/${procedure}`, {
    method: 'POST',
    headers: { ...headersOf(caller), 'content-type': 'application/json' },
    body: JSON.stringify(input),
    signal: event.request.signal,
  });
  if (!answer.ok) {
    const { error: refusal } = (await answer.json()) as { error: { message: string } };
    error(answer.status, refusal.message);
  }
  const headers = new Headers();
  for (const name of ['content-type', 'content-disposition', 'content-length']) {
    const value = answer.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(answer.body, { headers });
}
