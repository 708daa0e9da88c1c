export { LicenceModule } from './licence.module';
export { Licence } from './licence.service';
export type { LicenceInForce } from './licence.service';
export { Pools } from './pools.service';
export type { PoolDelta, PoolStanding } from './pools.service';
export { pools } from './terms';
export type { LicenceState, Pool } from './terms';
