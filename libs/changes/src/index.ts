export { ChangesModule } from './changes.module';
export { ChangesRouter } from './changes.router';
export { Changes } from './changes.service';
export type { Change, Topic } from './changes.service';
export type { Memory } from './memory';
