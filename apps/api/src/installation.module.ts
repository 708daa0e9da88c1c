import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Clock, Platform, Vault } from '@tenantry/kernel';
import type { Env } from './env';

/** The values of this installation, for every feature to inject. */
@Module({})
export class InstallationModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: InstallationModule,
      global: true,
      providers: [
        { provide: Clock, useValue: new Clock() },
        { provide: Vault, useValue: new Vault(env.secret) },
        { provide: Platform, useValue: new Platform(env.platform) },
      ],
      exports: [Clock, Vault, Platform],
    };
  }
}
