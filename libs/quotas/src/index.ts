export { Holds } from './holds.service';
export { QuotasModule } from './quotas.module';
export { Quotas } from './quotas.service';
export type { Caller } from './calls';
export type { Outcome, Refusal } from './outcome';
