import { Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangesModule } from '@tenantry/changes';
import { Letters, MailModule } from '@tenantry/mail';
import { SearchModule } from '@tenantry/search';
import { Hosts } from './hosts.service';
import { TenantDays } from './tenant-days.service';
import { TenantHost } from './tenant-host.entity';
import { TenantProfiles } from './tenant-profiles.service';
import { TenantRefs } from './tenant-refs.service';
import { Tenant, TenantZone } from './tenant.entity';
import { TenantsRouter } from './tenants.router';
import { Tenants } from './tenants.service';

@Module({
  imports: [
    TypeOrmModule.forFeature([Tenant, TenantHost, TenantZone]),
    ChangesModule,
    MailModule,
    SearchModule,
  ],
  providers: [Tenants, TenantRefs, TenantDays, TenantProfiles, Hosts, TenantsRouter],
  exports: [Tenants, TenantRefs, TenantDays, TenantProfiles, Hosts, TenantsRouter],
})
export class TenantsModule implements OnModuleInit {
  constructor(
    private readonly tenants: Tenants,
    private readonly letters: Letters,
  ) {}

  /** Mail of a disabled tenant waits until it is enabled; the notice of the switch itself does not. */
  onModuleInit(): void {
    this.letters.hold((ids) => this.tenants.disabledAmong(ids));
  }
}
