export { LifecycleModule } from './lifecycle.module';
export { LifecycleRouter } from './lifecycle.router';
export { Lifecycle } from './lifecycle.service';
export type { Registration } from './lifecycle.service';
export type { Registered } from './creation.service';
export { TenantSwitch } from './tenant-switch.service';
