import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Hosts } from './hosts.service';
import { TenantHost } from './tenant-host.entity';
import { TenantList } from './tenant-list.service';
import { Tenant } from './tenant.entity';
import { TenantsRouter } from './tenants.router';
import { Tenants } from './tenants.service';

@Module({
  imports: [TypeOrmModule.forFeature([Tenant, TenantHost])],
  providers: [Tenants, TenantList, Hosts, TenantsRouter],
  exports: [Tenants, Hosts, TenantsRouter],
})
export class TenantsModule {}
