import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Platform } from '@tenantry/kernel';
import type { Logger } from 'pino';
import { AppModule } from './app.module';
import { mountDownloads } from './downloads';
import type { Env } from './env';
import { Readiness } from './health.controller';
import { createAdapter } from './http';
import { NestLog } from './logger';
import { mountTrpc } from './trpc';

export interface Running {
  app: NestFastifyApplication;
  /** Such as http://127.0.0.1:4301. */
  address: string;
  /** Takes nothing new, finishes what is in flight, lets jobs and queues end, then closes the database. */
  stop(): Promise<void>;
}

export async function boot(env: Env, logger: Logger): Promise<Running> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(env),
    createAdapter(env, new Platform(env.platform), logger),
    { logger: new NestLog(logger), abortOnError: false, bodyParser: false },
  );
  mountTrpc(app, logger);
  mountDownloads(app, logger);
  await app.listen(env.listen.port, env.listen.host);
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    app,
    address: `http://${env.listen.host.includes(':') ? `[${env.listen.host}]` : env.listen.host}:${port}`,
    async stop() {
      app.get(Readiness).stopping = true;
      // Before Nest's hooks, which end what the calls in flight still use.
      await app.getHttpAdapter().close();
      await app.close();
    },
  };
}
