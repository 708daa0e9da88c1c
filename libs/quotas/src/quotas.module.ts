import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CapabilitiesModule, LimitWriter } from '@tenantry/capabilities';
import { ChangesModule } from '@tenantry/changes';
import { LicenceModule } from '@tenantry/licence';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { ThresholdsModule } from '@tenantry/thresholds';
import { Books } from './books.service';
import { CallQueue } from './call-queue.service';
import { CapabilityNotices, CapabilityThresholds } from './capability-thresholds.service';
import { Flush } from './flush.service';
import { Holds } from './holds.service';
import { QuotaKey, QuotaLease, QuotaPeriod, QuotaReservation } from './quota.entity';
import { UsageOverview } from './overview.service';
import { PoolBounds } from './pool-bounds.service';
import { QuotasRouter } from './quotas.router';
import { Quotas } from './quotas.service';
import { ReachedLimits } from './reached-limits.service';
import { Recount } from './recount.service';
import { QuotaSweepJob } from './sweep.job';
import { TenantMemory } from './tenant-memory';
import { UsageReports } from './usage-reports.service';

@Module({
  imports: [
    TypeOrmModule.forFeature([QuotaKey, QuotaLease, QuotaPeriod, QuotaReservation]),
    CapabilitiesModule,
    ChangesModule,
    LicenceModule,
    MailModule,
    TenantsModule,
    ThresholdsModule,
  ],
  providers: [
    Books,
    CallQueue,
    CapabilityNotices,
    CapabilityThresholds,
    Flush,
    Holds,
    PoolBounds,
    Quotas,
    QuotaSweepJob,
    ReachedLimits,
    Recount,
    QuotasRouter,
    TenantMemory,
    UsageOverview,
    UsageReports,
  ],
  exports: [Holds, Quotas, QuotasRouter, ReachedLimits, Recount, UsageReports],
})
export class QuotasModule {
  constructor(limitWriter: LimitWriter, reached: ReachedLimits) {
    limitWriter.listen((tenantId, keys) => reached.reconsider(tenantId, keys));
  }
}
