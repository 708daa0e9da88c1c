export { DeletionModule } from './deletion.module';
export { DeletionRouter } from './deletion.router';
export { Deletions } from './deletions.service';
export type { DeletionPreview } from './previews.service';
export { PurgeJob } from './purge.job';
export type { TombstoneView } from './tombstones.service';
