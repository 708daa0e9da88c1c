import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Clock, Platform, Vault } from '@tenantry/kernel';
import type { PlatformValues } from '@tenantry/kernel';

export const CONSOLE = 'console.localhost';
export const SHARED = 'cx.localhost';

const values: PlatformValues = {
  platformHost: SHARED,
  consoleHost: CONSOLE,
  managedHosts: '{slug}.localhost',
  scheme: 'http',
  port: '4300',
  portalSecret: 'portal',
  mailFrom: 'Tenantry <no-reply@mail.tenantry.test>',
  // Nobody listens there: what is posted waits.
  smtpUrl: 'smtp://127.0.0.1:1',
  ingestLanes: 3,
};

/** Reads what an installation of a spec has sealed. */
export const vault = new Vault('a root secret of the specs, long enough');

@Module({})
class InstallationModule {}

/** What the application reads from its environment, for every module of a spec. */
export function installation(clock: Clock = new Clock(), more: Partial<PlatformValues> = {}): DynamicModule {
  return {
    module: InstallationModule,
    global: true,
    providers: [
      { provide: Clock, useValue: clock },
      { provide: Vault, useValue: vault },
      { provide: Platform, useValue: new Platform({ ...values, ...more }) },
    ],
    exports: [Clock, Vault, Platform],
  };
}
