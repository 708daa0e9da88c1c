import { errnoOf } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';

const connectionCodes =
  /^(PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|ENOENT)$/;
const serverGoing = new Set([1053, 1077, 1079, 1927, 2006, 2013]);

/** The connection went away; whether a commit in flight went through is not known. */
export function isLostConnection(error: unknown): boolean {
  const cause = ((error as { driverError?: unknown })?.driverError ?? error) as {
    code?: string;
    fatal?: boolean;
  } | null;
  // The driver gives no code when a statement follows the loss of its connection.
  if (cause?.fatal && !cause.code) return true;
  return connectionCodes.test(cause?.code ?? '') || serverGoing.has(errnoOf(error) ?? 0);
}

const LOCKS = new Set([1205, 1213, 1040]);
/** Not the rows' fault, so looking for a bad one is no use. */
export const isOutage = (error: unknown): boolean =>
  isLostConnection(error) || LOCKS.has(errnoOf(error) ?? 0);

export const unavailable = () =>
  new DomainError('unavailable', 'The database cannot be reached. Try again.', {
    code: 'database_unavailable',
    retryAfterSeconds: 2,
  });
