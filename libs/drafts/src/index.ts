export type { DraftView } from './draft-papers';
export { DraftsModule } from './drafts.module';
export { DraftsRouter } from './drafts.router';
export { Drafts } from './drafts.service';
export type { SavedStep, StepName, Values } from './steps';
