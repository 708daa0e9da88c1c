import { download } from '#lib/server/download';
import type { RequestHandler } from './$types';

/** A change, for it is written into the log. */
export const POST: RequestHandler = (event) => download(event, 'exports.download', event.params);
