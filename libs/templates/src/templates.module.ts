import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { PermissionsModule } from '@tenantry/permissions';
import { TenantsModule } from '@tenantry/tenants';
import { Origins } from './origins.service';
import { Template, TenantOrigin } from './template.entity';
import { TemplatesRouter } from './templates.router';
import { Templates } from './templates.service';

const offered = [Origins, Templates, TemplatesRouter];

@Module({
  imports: [
    TypeOrmModule.forFeature([Template, TenantOrigin]),
    CapabilitiesModule,
    PermissionsModule,
    TenantsModule,
  ],
  providers: offered,
  exports: offered,
})
export class TemplatesModule {}
