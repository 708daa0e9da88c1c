import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database, scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import { activation, PostOffice, until } from '../test/post-office';
import { OutboxMail } from './outbox.entity';
import { DUE } from './queue.service';

jest.setTimeout(60_000);

let scratch: Scratch;
let office: PostOffice;

beforeAll(async () => {
  scratch = await scratchSchema([OutboxMail]);
  // Nothing here sends: the sender is never opened.
  office = new PostOffice(scratch.database, 'smtp://127.0.0.1:9');
});
afterAll(() => scratch.drop());

const stored = async (id: string) =>
  (
    await scratch.database.query<Record<string, unknown>[]>('SELECT * FROM outbox WHERE id = ?', [
      idToBytes(id),
    ])
  )[0];

describe('posting', () => {
  it('queues a mail that is due at once, with its Message-ID', async () => {
    const id = (await office.post(activation('lina@harborline.test')))!;
    expect(await stored(id)).toMatchObject({
      state: 'queued',
      attempts: 0,
      language: 'en',
      message_id: `<${id}@mail.tenantry.test>`,
      sent_at: null,
    });
    expect((await office.queue.claim(1)).mails.map((mail) => mail.id)).toEqual([id]);
  });

  it('keeps secrets encrypted', async () => {
    const id = (await office.post(activation('lina@harborline.test')))!;
    const row = (await stored(id))!;
    const secrets = row['secrets'] as Buffer;
    expect(JSON.stringify(row) + secrets.toString('latin1')).not.toContain('the-token-of-lina');
    expect(JSON.parse(office.vault.decrypt('outbox', secrets))).toEqual({ token: 'the-token-of-lina' });
  });

  it('must run in a transaction', async () => {
    await expect(office.outbox.post(activation('lina@harborline.test'))).rejects.toThrow('transaction');
  });

  it('leaves nothing when the transaction is rolled back', async () => {
    let id: string | null = null;
    await expect(
      scratch.database.transaction(async () => {
        id = await office.outbox.post(activation('lina@harborline.test'));
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await stored(id!)).toBeUndefined();
  });

  it.each([
    'a@example.com\r\nBcc: thief@example.com',
    'a@example.com\n',
    'a@example.com, b@example.com',
    'Lina <a@example.com>',
    'a@example.com b@example.com',
    '"a b"@example.com',
    '',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses %j as an address', async (address) => {
    await expect(office.post(activation(address))).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('posts once for one dedupe key, and goes on in the same transaction', async () => {
    const mail = activation('lina@harborline.test', { dedupeKey: 'threshold:1:75' });
    const first = await office.post(mail);
    const [second, other] = await scratch.database.transaction(async () => [
      await office.outbox.post(mail),
      await office.outbox.post(activation('omar@harborline.test')),
    ]);
    expect(first).not.toBeNull();
    expect(second).toBeNull();
    expect(await stored(other!)).toBeDefined();
  });

  it('posts once for one dedupe key when many try at the same moment', async () => {
    const mail = activation('lina@harborline.test', { dedupeKey: 'threshold:1:85' });
    const ids = await Promise.all(Array.from({ length: 12 }, () => office.post(mail)));
    expect(ids.filter(Boolean)).toHaveLength(1);
  });

  it('falls back to English and UTC for what it does not know', async () => {
    const to = { address: 'lina@harborline.test', language: 'fr', timeZone: 'Mars/Olympus' };
    expect(await stored((await office.post(activation(to.address, { to })))!)).toMatchObject({
      language: 'en',
      time_zone: 'UTC',
    });
  });
});

describe('the newest mail to an address', () => {
  it('is found by tenant, letter and address', async () => {
    const [tenantId, other] = [newId(), newId()];
    await office.post(activation('a@acme.test', { tenantId }));
    const newest = await office.post(activation('a@acme.test', { tenantId }));
    await office.post(activation('b@acme.test', { tenantId }));
    await office.post(activation('a@acme.test', { tenantId: other }));
    expect(await office.outbox.latest(tenantId, 'activation', 'a@acme.test')).toEqual({
      id: newest,
      state: 'queued',
      lastError: null,
      sentAt: null,
      attempts: 0,
    });
    expect(await office.outbox.latest(tenantId, 'threshold', 'a@acme.test')).toBeNull();
    expect(await office.outbox.latest(newId(), 'activation', 'a@acme.test')).toBeNull();
  });
});

describe('claiming', () => {
  it('walks the index in order, however many mails were sent before', async () => {
    const text = "(UNHEX(MD5(RAND())), 'activation', 'x@x.test', 'en', 'UTC', '{}', 'm', 'sent', NOW(3))";
    await scratch.database.query(
      `INSERT INTO outbox (id, letter, to_address, language, time_zone, params, message_id, state, next_attempt_at)
       VALUES ${Array.from({ length: 2_000 }, () => text).join(', ')}`,
    );
    const [plan] = await scratch.database.query<Record<string, string>[]>(`EXPLAIN ${DUE}`, [8]);
    expect(plan).toMatchObject({ key: 'outbox_due', type: 'range' });
    expect(plan!['Extra']).not.toMatch(/filesort|temporary/);
  });

  it('never waits for a claim that is still open, and never takes its mails', async () => {
    for (let n = 0; n < 6; n++) await office.post(activation(`skip${n}@acme.test`));
    const other = new PostOffice(new Database(scratch.source), 'smtp://127.0.0.1:9');
    const [first, second] = await scratch.database.transaction(async () => [
      await office.queue.claim(3),
      await other.queue.claim(3),
    ]);
    const ids = [...first.mails, ...second.mails].map((mail) => mail.id);
    expect(new Set(ids).size).toBe(6);
  });

  it('takes a mail over when the lease of the process that had it ends', async () => {
    const hasty = new PostOffice(scratch.database, 'smtp://127.0.0.1:9', { pace: { leaseSeconds: 1 } });
    const id = await office.post(activation('lease@acme.test'));
    const claim = async () => (await hasty.queue.claim(50)).mails.find((mail) => mail.id === id);
    const first = await claim();
    let again: Awaited<ReturnType<typeof claim>>;
    await until('the lease has ended', async () => (again = await claim()) !== undefined);
    // What the first one says now comes too late to count.
    await hasty.queue.bury(first!, 'too late');
    expect([first!.attempts, again!.attempts]).toEqual([1, 2]);
    expect(await office.row(id!)).toMatchObject({ state: 'queued', attempts: 2 });
  });
});
