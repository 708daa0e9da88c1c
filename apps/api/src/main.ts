import 'reflect-metadata';
import { SECOND } from '@tenantry/kernel';
import { boot } from './boot';
import { readEnv } from './env';
import type { Env } from './env';
import { createLogger } from './logger';

const GRACE = 10 * SECOND;

async function main(env: Env): Promise<void> {
  const logger = createLogger(env.logLevel);
  const die = (error: unknown, message: string) => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => die(error, 'uncaught'));
  process.on('unhandledRejection', (error) => die(error, 'unhandled rejection'));

  const running = await boot(env, logger).catch((error: unknown) => die(error, 'cannot start'));
  logger.info({ address: running.address }, 'listening');

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => die(new Error(`Not finished after ${GRACE} ms`), 'stop'), GRACE).unref();
    await running.stop().catch((error: unknown) => die(error, 'stop'));
    logger.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

try {
  await main(readEnv());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
