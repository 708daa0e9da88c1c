export { DirectoryModule } from './directory.module';
export { DirectoryRouter } from './directory.router';
export { Directory } from './directory.service';
export type { TenantFilter } from './filter';
export type { Sort } from './streams';
export type { TenantRow } from './tenant-rows.service';
