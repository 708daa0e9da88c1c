export { itemShapes } from './calls';
export { Holds } from './holds.service';
export { QuotasModule } from './quotas.module';
export { QuotasRouter } from './quotas.router';
export { Quotas } from './quotas.service';
export type { Caller } from './calls';
export type { Outcome, Refusal } from './outcome';
export { ReachedLimits } from './reached-limits.service';
export type { CapabilityView, Explanation } from './views';
