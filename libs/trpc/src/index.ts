export { actorOf } from './context';
export type { Context, FeatureRefusal, Principal } from './context';
export { Download } from './download';
export type { WireError } from './errors';
export * from './inputs';
export * from './procedures';
export { staffProcedure } from './staff';
