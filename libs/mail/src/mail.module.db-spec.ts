import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Database, DatabaseModule, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { installation } from '@tenantry/database/test';
import { MailServer } from '../test/mail-server';
import { activation, PostOffice, until } from '../test/post-office';
import { MailModule, Outbox } from './index';

jest.setTimeout(60_000);

let scratch: Scratch;
let server: MailServer;

beforeAll(async () => {
  scratch = await scratchSchema();
  server = await new MailServer().up();
  Logger.overrideLogger(false);
});
afterAll(async () => {
  await server.down();
  await scratch.drop();
});

it('sends from the moment the application runs, and finishes what is in hand before the database closes', async () => {
  const values = installation(undefined, { smtpUrl: server.url });
  const module = await Test.createTestingModule({
    imports: [DatabaseModule.forRoot({ url: scratch.url }), values, MailModule],
  }).compile();
  await module.init();
  const [database, outbox] = [module.get(Database), module.get(Outbox)];
  let accept = () => {};
  const accepted = new Promise<void>((resolve) => (accept = resolve));
  let seen = false;
  server.onData = () => {
    seen = true;
    return accepted;
  };

  const id = await database.transaction(() => outbox.post(activation('lina@acme.test')));
  await until('the server reads it', () => seen);
  const closed = module.close();
  accept();
  await closed;

  expect(database.source.isInitialized).toBe(false);
  const row = await new PostOffice(scratch.database, server.url).row(id!);
  expect(row).toMatchObject({ state: 'sent', hasSecrets: false });
});
