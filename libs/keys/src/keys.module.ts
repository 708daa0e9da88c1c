import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey, ApiKeyTenant } from './api-key.entity';
import { ApiKeys } from './api-keys.service';

@Module({
  imports: [TypeOrmModule.forFeature([ApiKey, ApiKeyTenant])],
  providers: [ApiKeys],
  exports: [ApiKeys],
})
export class KeysModule {}
