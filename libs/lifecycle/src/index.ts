export { LifecycleModule } from './lifecycle.module';
export { LifecycleRouter } from './lifecycle.router';
export { TenantSwitch } from './tenant-switch.service';
