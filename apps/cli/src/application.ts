import { Global, Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DatabaseModule } from '@tenantry/database';
import { Clock, newId, Platform, Vault } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '@tenantry/logs';
import { settings } from './settings';

@Global()
@Module({
  providers: [
    { provide: Clock, useValue: new Clock() },
    { provide: Vault, useFactory: () => new Vault(settings.secret) },
    { provide: Platform, useFactory: () => settings.platform },
  ],
  exports: [Clock, Vault, Platform],
})
class Installation {}

@Module({})
class Application {
  static of(features: Type[]): DynamicModule {
    const database = DatabaseModule.forRoot({ url: settings.databaseUrl, poolSize: 6 });
    return { module: Application, imports: [Installation, database, LogsModule, ...features] };
  }
}

/** Runs `work` with the services of these features, as the API would have them, and closes them after it. */
export async function withServices<T>(
  features: Type[],
  work: (services: INestApplicationContext, who: Who) => Promise<T>,
): Promise<T> {
  const services = await NestFactory.createApplicationContext(Application.of(features), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    return await work(services, commandLine(services.get(OperationLogs)));
  } finally {
    await services.close();
  }
}

/** Whoever may run this program: the log knows no more of them. */
function commandLine(logs: OperationLogs): Who {
  const who = {
    actor: { kind: 'system' as const, id: null, name: 'Command line' },
    tenantId: null,
    host: null,
    ip: null,
    userAgent: null,
    requestId: newId(),
  };
  return {
    ...who,
    record(this: Omit<Who, 'record'> | undefined, entry) {
      return logs.record({ ...who, ...this }, entry);
    },
  };
}
