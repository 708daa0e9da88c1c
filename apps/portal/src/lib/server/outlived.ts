import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RequestEvent } from '@sveltejs/kit';
import { dropCookie, readCookie, writeCookie } from '#lib/server/cookies';
import { isSecret } from '#lib/server/forms';

/** What a form said whose session had ended, for the page that it belongs to; passwords are not among it. */
const kept = 15 * 60_000;
/** Browsers keep about 4 KB. What is longer is not kept. */
const longest = 3800;

const isOurs = (path: string) => /^\/tenants\/new\/[0-9a-f-]{36}\/[a-z]+$/.test(path);

/** Before somebody is sent to sign in: with scripts the form is still there, without them it would be gone. */
export async function keepInput(event: RequestEvent): Promise<void> {
  const { request, url } = event;
  if (request.method !== 'POST' || !isOurs(url.pathname)) return;
  if (request.headers.get('x-sveltekit-action')) return;
  const data = await request.formData().catch(() => null);
  if (!data) return;
  const entries = [...data].filter(([name, value]) => typeof value === 'string' && !isSecret(name));
  const text = JSON.stringify({ path: url.pathname, entries });
  const packed = deflateRawSync(text).toString('base64url');
  if (packed.length <= longest) writeCookie(event, 'typed', packed, new Date(Date.now() + kept));
}

/** What outlived the session at this page, once. */
export function keptInput(event: Pick<RequestEvent, 'cookies' | 'url'>): FormData | null {
  const packed = readCookie(event, 'typed');
  if (!packed) return null;
  dropCookie(event, 'typed');
  try {
    const text = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: 200_000 }).toString();
    const { path, entries } = JSON.parse(text) as { path: string; entries: [string, string][] };
    if (path !== event.url.pathname) return null;
    const data = new FormData();
    for (const [name, value] of entries) data.append(name, value);
    return data;
  } catch {
    return null;
  }
}
