export { Hosts } from './hosts.service';
export type { HostView, Surface } from './hosts.service';
export { companySizes, notifications } from './profile';
export { slugFault } from './slugs';
export { TenantRefs } from './tenant-refs.service';
export { TenantsModule } from './tenants.module';
export { TenantsRouter } from './tenants.router';
export { Tenants } from './tenants.service';
export type { MeteredTenant, NewTenant, TenantProfile, TenantSummary } from './summaries';
