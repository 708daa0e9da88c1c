import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@tenantry/accounts';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { Audience, ThresholdsModule } from '@tenantry/thresholds';
import { Consumption } from './consumption.service';
import { Contacts } from './contacts.service';
import { Contract, ContractCounter } from './contract.entity';
import { Contracts } from './contracts.service';
import { LedgerDue, LedgerEntry, SubscriptionContact } from './ledger-entry.entity';
import { LedgerEffects, LedgerJob } from './ledger.job';
import { FirstContracts } from './first-contract.service';
import { Ledger } from './ledger.service';
import { HeldThresholds, LicenceThresholds, ThresholdNotices } from './licence-thresholds.service';
import { Overview } from './overview.service';
import { SubscriptionsRouter } from './subscriptions.router';

@Module({
  imports: [
    TypeOrmModule.forFeature([Contract, ContractCounter, LedgerEntry, LedgerDue, SubscriptionContact]),
    AccountsModule,
    MailModule,
    TenantsModule,
    ThresholdsModule,
  ],
  providers: [
    Consumption,
    Contacts,
    Contracts,
    FirstContracts,
    HeldThresholds,
    Ledger,
    LedgerEffects,
    LedgerJob,
    LicenceThresholds,
    Overview,
    SubscriptionsRouter,
    ThresholdNotices,
  ],
  exports: [
    Consumption,
    Contacts,
    Contracts,
    FirstContracts,
    HeldThresholds,
    Ledger,
    LedgerJob,
    SubscriptionsRouter,
  ],
})
export class SubscriptionsModule {
  constructor(audience: Audience, contacts: Contacts) {
    audience.register((tenantId) => contacts.addresses(tenantId));
  }
}
