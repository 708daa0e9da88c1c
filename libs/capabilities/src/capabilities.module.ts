import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangesModule } from '@tenantry/changes';
import { LicenceModule } from '@tenantry/licence';
import { TenantsModule } from '@tenantry/tenants';
import { Allocations } from './allocations.service';
import { BoostsJob } from './boosts.job';
import { Boosts } from './boosts.service';
import { CapabilitiesRouter } from './capabilities.router';
import { CapabilityBoost, CapabilityDefault, CapabilityState } from './capability.entity';
import { Defaults } from './defaults.service';
import { KnownLimits } from './known-limits.service';
import { LimitPreview } from './limit-preview.service';
import { LimitWriter } from './limit-writer.service';
import { OwnLimits } from './own-limits.service';
import { States } from './states.service';

const offered = [Allocations, CapabilitiesRouter, Defaults, KnownLimits, LimitWriter, OwnLimits, States];

@Module({
  imports: [
    ChangesModule,
    LicenceModule,
    TenantsModule,
    TypeOrmModule.forFeature([CapabilityBoost, CapabilityDefault, CapabilityState]),
  ],
  providers: [...offered, Boosts, BoostsJob, LimitPreview],
  exports: offered,
})
export class CapabilitiesModule {}
