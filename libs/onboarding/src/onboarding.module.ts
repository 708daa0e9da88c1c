import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { LicenceModule } from '@tenantry/licence';
import { PermissionsModule } from '@tenantry/permissions';
import { SubscriptionsModule } from '@tenantry/subscriptions';
import { TemplatesModule } from '@tenantry/templates';
import { TenantsModule } from '@tenantry/tenants';
import { BulkCreation } from './bulk-creation.service';
import { Creation } from './creation.service';
import { OnboardingRouter } from './onboarding.router';
import { Onboarding } from './onboarding.service';
import { Reviews } from './review.service';
import { Room } from './room.service';
import { Wishes } from './wishes.service';

const offered = [BulkCreation, Onboarding, OnboardingRouter, Reviews, Wishes];

@Module({
  imports: [
    AccountsModule,
    CapabilitiesModule,
    LicenceModule,
    PermissionsModule,
    SubscriptionsModule,
    TemplatesModule,
    TenantsModule,
  ],
  providers: [...offered, Creation, Room],
  exports: offered,
})
export class OnboardingModule {}
