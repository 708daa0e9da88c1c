import type { DynamicModule, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { newId } from '@tenantry/kernel';
import type { Clock, Who } from '@tenantry/kernel';
import { LogsModule, OperationLogs } from '../src';

/** One process of several, or the only one: the real services of these modules on a real database, without jobs or HTTP. */
export async function startProcess(url: string, modules: (Type | DynamicModule)[], clock?: Clock) {
  const module = await Test.createTestingModule({
    imports: [installation(clock), DatabaseModule.forRoot({ url, poolSize: 6 }), LogsModule, ...modules],
  }).compile();
  const get = <T>(type: abstract new (...services: never[]) => T): T =>
    module.get(type as never, { strict: false });
  const logs = get(OperationLogs);
  const origin = { host: null, ip: null, userAgent: null, requestId: newId(), tenantId: null };
  const actor = { kind: 'operator' as const, id: newId(), name: 'Olga Operator' };
  const who: Who = { ...origin, actor, record: (entry) => logs.record({ ...origin, actor }, entry) };
  return { database: get(Database), get, logs, who, close: () => module.close() };
}

/** A migrated schema with one such process on it. */
export async function onScratch<Process extends { close(): Promise<void> }>(
  start: (url: string) => Promise<Process>,
) {
  const scratch = await scratchSchema();
  const first = await start(scratch.url);
  return {
    ...first,
    url: scratch.url,
    async close() {
      await first.close();
      await scratch.drop();
    },
  };
}
