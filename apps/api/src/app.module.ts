import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DatabaseModule } from '@tenantry/database';
import { KeysModule } from '@tenantry/keys';
import { LogsModule } from '@tenantry/logs';
import { PermissionsModule } from '@tenantry/permissions';
import { COUNTING_LANES } from '@tenantry/quotas';
import { RouterModule } from '@tenantry/router';
import { SignInModule } from '@tenantry/sign-in';
import { TenantsModule } from '@tenantry/tenants';
import { Contexts } from './context';
import type { Env } from './env';
import { HealthController, Readiness } from './health.controller';
import { InstallationModule } from './installation.module';
import { RunningRights } from './running-rights';

@Module({})
export class AppModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        InstallationModule.forRoot(env),
        // Each lane holds a connection while it writes; the rest is for all other calls and jobs.
        DatabaseModule.forRoot({
          url: env.databaseUrl,
          poolSize: env.platform.ingestLanes + COUNTING_LANES + 9,
        }),
        LogsModule,
        KeysModule,
        SignInModule,
        TenantsModule,
        PermissionsModule,
        RouterModule,
      ],
      controllers: [HealthController],
      providers: [Contexts, Readiness, RunningRights],
    };
  }
}
