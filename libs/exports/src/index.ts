export { ExportsModule } from './exports.module';
export { ExportsRouter } from './exports.router';
export type { ExportView } from './exports.router';
export { ExportsJob } from './exports.job';
export { Exports } from './exports.service';
