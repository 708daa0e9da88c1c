import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './connection';
import type { ConnectionOptions } from './connection';
import { Database } from './database.service';
import { IdempotencyKey } from './idempotency-key.entity';
import { IdempotencyKeys } from './idempotency';
import { JobLease } from './job-lease.entity';
import { JobLeases } from './leases';

@Module({})
export class DatabaseModule {
  static forRoot(options: ConnectionOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: async () => ({
            ...(await dataSourceOptions(options)),
            autoLoadEntities: true,
            retryAttempts: 0,
          }),
        }),
        TypeOrmModule.forFeature([IdempotencyKey, JobLease]),
      ],
      providers: [Database, IdempotencyKeys, JobLeases],
      exports: [Database, IdempotencyKeys, JobLeases],
    };
  }
}
