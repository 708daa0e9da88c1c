import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { newId } from '@tenantry/kernel';
import { MailServer } from '../test/mail-server';
import { activation, PostOffice, until } from '../test/post-office';
import { OutboxMail } from './outbox.entity';

jest.setTimeout(60_000);

let scratch: Scratch;
let server: MailServer;
let office: PostOffice;

const stateIs = (id: string | null, state: string) => async () => (await office.row(id!)).state === state;

beforeAll(async () => {
  Logger.overrideLogger(false);
  scratch = await scratchSchema([OutboxMail]);
});
beforeEach(async () => {
  server = await new MailServer().up();
  office = new PostOffice(scratch.database, server.url).open();
});
afterEach(async () => {
  await office.close();
  await server.down();
});
afterAll(() => scratch.drop());

describe('what the floors above say', () => {
  it('holds mail of a disabled tenant but its notice, and sends it when the tenant is back', async () => {
    const tenantId = newId();
    let disabled = true;
    office.letters.hold(async (ids) => (disabled ? ids.filter((id) => id === tenantId) : []));
    const held = await office.post(activation('held@acme.test', { tenantId }));
    const other = await office.post(activation('other@acme.test', { tenantId: newId() }));
    const notice = await office.post({
      tenantId,
      letter: 'tenant-disabled',
      to: { address: 'notice@acme.test', language: 'de', timeZone: 'Europe/Berlin' },
      params: { companyName: 'Acme' },
    });
    await until('it is held', stateIs(held, 'held'));
    await until('the notice is sent', stateIs(notice, 'sent'));
    await until('another tenant has its mail', stateIs(other, 'sent'));
    expect(await office.row(held!)).toMatchObject({ state: 'held', attempts: 0, hasSecrets: true });
    disabled = false;
    await until('it is sent', stateIs(held, 'sent'));
    expect(server.to('held@acme.test')).toHaveLength(1);
  });

  it('withdraws a letter that nobody wants any more, just before sending', async () => {
    office.letters.register('activation', { wanted: async ({ secrets }) => secrets['token'] !== 'old' });
    const old = await office.post(activation('lina@acme.test', { secrets: { token: 'old' } } as never));
    const fresh = await office.post(activation('lina@acme.test'));
    await until('the new one is sent', stateIs(fresh, 'sent'));
    await until('the old one is withdrawn', stateIs(old, 'withdrawn'));
    expect(await office.row(old!)).toMatchObject({ hasSecrets: false, sentAt: null });
    expect(server.to('lina@acme.test')).toHaveLength(1);
  });

  it('claims nothing once it is stopped, though it was looking at held mail just then', async () => {
    let looking = () => {};
    const looks = new Promise<void>((resolve) => (looking = resolve));
    let answer = () => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let asked = 0;
    office.letters.hold(async (ids) => {
      if (asked++ === 0) return ids;
      looking();
      await answered;
      return [];
    });
    const held = await office.post(activation('held@acme.test', { tenantId: newId() }));
    await looks;
    const other = await office.post(activation('late@acme.test'));
    const closed = office.close();
    answer();
    await closed;
    for (const id of [held, other])
      expect(await office.row(id!)).toMatchObject({ state: 'queued', attempts: 0 });
  });
});
