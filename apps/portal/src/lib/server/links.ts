import type { RequestEvent } from '@sveltejs/kit';
import { refusalOf } from '#lib/server/api';

/** What a link of a mail carries. */
export const tokenOf = (url: URL) => url.searchParams.get('token') ?? '';

/** Looking at a link does not use it up: mail scanners follow links too. Null when it works no longer. */
export async function lookAt<T>(
  { setHeaders }: Pick<RequestEvent, 'setHeaders'>,
  look: () => Promise<T>,
): Promise<T | null> {
  setHeaders({ 'x-robots-tag': 'noindex' });
  try {
    return await look();
  } catch (error) {
    const status = refusalOf(error)?.status;
    // no token at all is malformed
    if (status === 404 || status === 400) return null;
    throw error;
  }
}
