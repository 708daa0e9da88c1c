import { NestFactory } from '@nestjs/core';
import { Operators } from '@tenantry/accounts';
import { newId } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { ApiKeys } from '@tenantry/keys';
import { OperationLogs } from '@tenantry/logs';
import { AppModule } from '../src/app.module';
import { readEnv } from '../src/env';

export const olga = { login: 'olga@x.test', password: 'an operator of long standing' };

/** What the command line makes on a new installation: an operator, and a key for all product services. */
export async function furnish(env: Record<string, string>): Promise<{ apiKey: string }> {
  const services = await NestFactory.createApplicationContext(AppModule.forRoot(readEnv(env)), {
    logger: false,
  });
  try {
    const get = <T>(type: abstract new (...args: never[]) => T): T =>
      services.get(type as never, { strict: false });
    const origin = { tenantId: null, host: null, ip: null, userAgent: null, requestId: newId() };
    const spec = { ...origin, actor: { kind: 'system' as const, id: null, name: 'spec' } };
    const who: Who = { ...spec, record: (entry) => get(OperationLogs).record(spec, entry) };
    const { login: email, password } = olga;
    await get(Operators).create({ email, name: 'Olga', role: 'admin', password }, who);
    const key = { name: 'Chat', scopes: ['conversations:write'], allTenants: true };
    return { apiKey: (await get(ApiKeys).create(null, key, who)).secret };
  } finally {
    await services.close();
  }
}
