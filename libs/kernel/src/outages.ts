import { DomainError } from './errors';

const networkCodes = /^(PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT|ECONN\w+|EPIPE|ETIMEDOUT|ENOENT)$/;
/** The server is shutting down, or the connection was ended, or broke in the middle of a packet. */
const serverGoing = new Set([1053, 1077, 1079, 1158, 1159, 1160, 1161, 1927, 2006, 2013]);
/** Too many connections, of all or of this user. */
const serverFull = new Set([1040, 1203]);

interface Fault {
  code?: string;
  errno?: number;
  fatal?: boolean;
}

/** TypeORM hands the driver's error on inside its own. */
const faultOf = (error: unknown): Fault =>
  ((error as { driverError?: Fault } | null)?.driverError ?? error ?? {}) as Fault;

/** The number that the database, or the system, gives an error. */
export const errnoOf = (error: unknown): number | undefined =>
  faultOf(error).errno ?? (error as Fault | null)?.errno;

/** The connection went away; whether a commit in flight went through is not known. */
export function isLostConnection(error: unknown): boolean {
  const { code, errno, fatal } = faultOf(error);
  // The driver gives no code when a statement follows the loss of its connection.
  return (fatal === true && !code) || networkCodes.test(code ?? '') || serverGoing.has(errno ?? 0);
}

/** The database is away, or takes nobody in. */
export const isUnreachable = (error: unknown): boolean =>
  isLostConnection(error) || serverFull.has(errnoOf(error) ?? 0);

/** What is said of that; nothing is guessed in place of what cannot be asked. */
export const unreachable = (cause?: unknown) =>
  Object.assign(
    new DomainError('unavailable', 'The database cannot be reached. Try again.', {
      code: 'database_unavailable',
      retryAfterSeconds: 2,
    }),
    cause === undefined ? {} : { cause },
  );
