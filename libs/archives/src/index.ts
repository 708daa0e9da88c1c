export { ArchiveWriter } from './archive-writer.service';
export type { Beat, Progress } from './archive-writer.service';
export { ArchivesModule } from './archives.module';
export { kinds } from './kinds';
