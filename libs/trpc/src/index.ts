export type { Context, Principal } from './context';
export type { WireError } from './errors';
export * from './inputs';
export * from './procedures';
export { staffProcedure } from './staff';
