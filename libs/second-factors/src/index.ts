export { SecondFactorsModule } from './second-factors.module';
export { SecondFactors } from './second-factors.service';
export type { Owner, SecondFactorState } from './second-factors.service';
