import { DomainError, SECOND } from '@tenantry/kernel';
import { errnoOf } from './database.service';

const PATIENCE = 4 * SECOND;
/** Too many connections, shutting down, connection killed: the server is there and cannot answer. */
const unable = new Set([1040, 1053, 1158, 1159, 1160, 1161, 1203, 1927]);

/** Whoever cannot be checked is neither let in nor sent away: a database that cannot be asked is `unavailable`. */
export async function orUnavailable<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), PATIENCE);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    const errno = errnoOf(error);
    const bug = errno !== undefined && errno >= 1_000 && !unable.has(errno);
    throw error instanceof DomainError || bug ? error : unavailable();
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = () =>
  new DomainError('unavailable', 'This cannot be checked right now. Try again in a moment.', {
    code: 'unavailable',
    retryAfterSeconds: 2,
  });
