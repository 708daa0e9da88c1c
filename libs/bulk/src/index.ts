export { Coalescer } from './coalescer';
export type { CoalescerOptions, Waiting } from './coalescer';
export { isLostConnection, isOutage, unavailable } from './outages';
export { chunks, compare, ROWS_PER_STATEMENT, sqlId, sqlInstant, sqlText } from './sql';
