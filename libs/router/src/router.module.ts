import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { ChangesModule } from '@tenantry/changes';
import { ConversationsModule } from '@tenantry/conversations';
import { DeletionModule } from '@tenantry/deletion';
import { DirectoryModule } from '@tenantry/directory';
import { DraftsModule } from '@tenantry/drafts';
import { ErasureModule } from '@tenantry/erasure';
import { ExportsModule } from '@tenantry/exports';
import { KeysModule } from '@tenantry/keys';
import { LicenceModule } from '@tenantry/licence';
import { LifecycleModule } from '@tenantry/lifecycle';
import { LogsModule } from '@tenantry/logs';
import { OnboardingModule } from '@tenantry/onboarding';
import { OwnAccessModule } from '@tenantry/own-access';
import { PermissionsModule } from '@tenantry/permissions';
import { QuotasModule } from '@tenantry/quotas';
import { RequestsModule } from '@tenantry/requests';
import { SignInModule } from '@tenantry/sign-in';
import { SubscriptionsModule } from '@tenantry/subscriptions';
import { TemplatesModule } from '@tenantry/templates';
import { TenantsModule } from '@tenantry/tenants';
import { ViewAsModule } from '@tenantry/view-as';
import { RootRouter } from './root.router';

@Module({
  imports: [
    SignInModule,
    OwnAccessModule,
    AccountsModule,
    KeysModule,
    TenantsModule,
    LicenceModule,
    LifecycleModule,
    DirectoryModule,
    DeletionModule,
    DraftsModule,
    OnboardingModule,
    TemplatesModule,
    SubscriptionsModule,
    ConversationsModule,
    LogsModule,
    ExportsModule,
    ErasureModule,
    CapabilitiesModule,
    QuotasModule,
    RequestsModule,
    ChangesModule,
    PermissionsModule,
    ViewAsModule,
  ],
  providers: [RootRouter],
  exports: [RootRouter],
})
export class RouterModule {}
