import { download } from '#lib/server/download';
import type { RequestHandler } from './$types';

/** The proof itself. A change, for it is written into the log. */
export const POST: RequestHandler = (event) =>
  download(event, 'tenants.downloadTombstone', { tombstoneId: event.params.tombstoneId });
