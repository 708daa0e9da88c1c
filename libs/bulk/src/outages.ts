import { errnoOf, isUnreachable, unreachable } from '@tenantry/kernel';

export { isLostConnection } from '@tenantry/kernel';

const LOCKS = new Set([1205, 1213]);
/** Not the rows' fault, so looking for a bad one is no use. */
export const isOutage = (error: unknown): boolean => isUnreachable(error) || LOCKS.has(errnoOf(error) ?? 0);

export const unavailable = () => unreachable();
