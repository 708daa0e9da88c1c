import { DomainError, errnoOf, isUnreachable, SECOND } from '@tenantry/kernel';

const PATIENCE = 4 * SECOND;

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
    const bug = errno !== undefined && errno >= 1_000 && !isUnreachable(error);
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
