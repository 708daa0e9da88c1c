import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '@tenantry/tenants';
import { ApiKey, ApiKeySecret, ApiKeyTenant } from './api-key.entity';
import { ApiKeys } from './api-keys.service';
import { KeyChecks } from './key-checks.service';
import { KeyList } from './key-list.service';
import { KeysRouter } from './keys.router';

@Module({
  imports: [TypeOrmModule.forFeature([ApiKey, ApiKeySecret, ApiKeyTenant]), TenantsModule],
  providers: [ApiKeys, KeyChecks, KeyList, KeysRouter],
  exports: [ApiKeys, KeyChecks, KeysRouter],
})
export class KeysModule {}
