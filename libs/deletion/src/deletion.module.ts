import { Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@tenantry/accounts';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { ChangesModule } from '@tenantry/changes';
import { LifecycleModule } from '@tenantry/lifecycle';
import { Letters, MailModule } from '@tenantry/mail';
import { SignInModule } from '@tenantry/sign-in';
import { Tenants, TenantsModule } from '@tenantry/tenants';
import { Batches } from './batches.service';
import { Beginnings } from './beginnings.service';
import { DeletionRouter } from './deletion.router';
import { Deletions } from './deletions.service';
import { Endings } from './endings.service';
import { Previews } from './previews.service';
import { Progress } from './progress.service';
import { PurgeJob } from './purge.job';
import { Purges } from './purges.service';
import { Returns } from './returns.service';
import { Purge, Tombstone } from './tombstone.entity';
import { TombstoneFiles } from './tombstone-files.service';
import { Tombstones } from './tombstones.service';
import { Traces } from './traces.service';

@Module({
  imports: [
    TypeOrmModule.forFeature([Purge, Tombstone]),
    TenantsModule,
    AccountsModule,
    SignInModule,
    CapabilitiesModule,
    LifecycleModule,
    MailModule,
    ChangesModule,
  ],
  providers: [
    ...[Deletions, Previews, DeletionRouter, PurgeJob],
    ...[Purges, Beginnings, Traces, Batches, Progress, Endings],
    ...[Tombstones, TombstoneFiles, Returns],
  ],
  exports: [DeletionRouter, Deletions, PurgeJob],
})
export class DeletionModule implements OnModuleInit {
  constructor(
    private readonly letters: Letters,
    private readonly tenants: Tenants,
  ) {}

  /** Whoever got everything back meanwhile need not read that it will go. */
  onModuleInit(): void {
    this.letters.register('tenant-deletion-scheduled', {
      wanted: async ({ tenantId }) =>
        (await this.tenants.exists(tenantId!)) && (await this.tenants.byId(tenantId!)).deletedAt !== null,
    });
  }
}
