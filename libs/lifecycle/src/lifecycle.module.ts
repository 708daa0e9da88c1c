import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { ChangesModule } from '@tenantry/changes';
import { MailModule } from '@tenantry/mail';
import { PermissionsModule } from '@tenantry/permissions';
import { QuotasModule } from '@tenantry/quotas';
import { SignInModule } from '@tenantry/sign-in';
import { SubscriptionsModule } from '@tenantry/subscriptions';
import { TenantsModule } from '@tenantry/tenants';
import { CompanyProfile } from './company-profile.service';
import { BulkSwitch } from './bulk-switch.service';
import { LifecycleRouter } from './lifecycle.router';
import { Notices } from './notices.service';
import { TenantSwitch } from './tenant-switch.service';

@Module({
  imports: [
    TenantsModule,
    AccountsModule,
    SignInModule,
    SubscriptionsModule,
    CapabilitiesModule,
    MailModule,
    PermissionsModule,
    QuotasModule,
    ChangesModule,
  ],
  providers: [CompanyProfile, TenantSwitch, BulkSwitch, Notices, LifecycleRouter],
  exports: [TenantSwitch, LifecycleRouter],
})
export class LifecycleModule {}
