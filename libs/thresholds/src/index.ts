export { Audience } from './audience';
export type { Heard, Recipient } from './audience';
export { defaultSteps, firstReachedFrom, isReached, parseSteps } from './rule';
export { ThresholdsModule } from './thresholds.module';
export { Thresholds } from './thresholds.service';
export type { Evaluation, Subject, Use } from './thresholds.service';
