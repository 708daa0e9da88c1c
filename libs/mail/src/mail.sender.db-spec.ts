import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { MailServer } from '../test/mail-server';
import { activation, PostOffice, until } from '../test/post-office';
import { OutboxMail } from './outbox.entity';

jest.setTimeout(60_000);

let scratch: Scratch;
let server: MailServer;
let offices: PostOffice[];

const openOffice = (options: ConstructorParameters<typeof PostOffice>[2] = {}) => {
  const office = new PostOffice(scratch.database, server.url, options).open();
  offices.push(office);
  return office;
};
const addresses = (count: number, name: string) =>
  Array.from({ length: count }, (_, n) => `${name}-${n}@acme.test`);
const stateIs = (office: PostOffice, id: string | null, state: string) => async () =>
  (await office.row(id!)).state === state;

beforeAll(async () => {
  Logger.overrideLogger(false);
  scratch = await scratchSchema([OutboxMail], { poolSize: 12 });
});
beforeEach(async () => {
  offices = [];
  await scratch.database.query('DELETE FROM outbox');
  server = await new MailServer().up();
});
afterEach(async () => {
  await Promise.all(offices.map((office) => office.close()));
  await server.down();
});
afterAll(() => scratch.drop());

describe('a sender', () => {
  it('sends HTML and text to one address, marks the mail and wipes its secrets', async () => {
    const office = openOffice({ pace: { poll: 60_000 } });
    // Only the commit's bell can wake it in time.
    const id = (await office.post(activation('lina@acme.test')))!;
    await until('the mail is sent', stateIs(office, id, 'sent'));
    const [mail] = server.to('lina@acme.test');
    expect(mail).toMatchObject({
      messageId: `<${id}@mail.tenantry.test>`,
      subject: 'Activate your account at Harborline',
      from: { name: 'Tenantry', address: 'no-reply@mail.tenantry.test' },
      to: [{ address: 'lina@acme.test' }],
      envelope: { from: 'no-reply@mail.tenantry.test', to: ['lina@acme.test'] },
    });
    expect(mail!.text).toContain('https://harborline.example.com/activate?token=the-token-of-lina');
    expect(mail!.html).toContain('<html lang="en" dir="ltr">');
    const row = await office.row(id);
    expect(row).toMatchObject({ state: 'sent', attempts: 1, lastError: null, hasSecrets: false });
    expect(row.sentAt).toBeInstanceOf(Date);
  });

  it('writes Arabic from right to left', async () => {
    const office = openOffice();
    const to = { address: 'omar@qamar.test', language: 'ar', timeZone: 'Asia/Dubai' };
    await office.post(activation(to.address, { to }));
    await until('it arrives', () => server.taken.length === 1);
    expect(server.taken[0]!.subject).toBe('فعّل حسابك لدى Harborline');
    expect(server.taken[0]!.html).toContain('<html lang="ar" dir="rtl">');
  });

  it('finds mail that another process posted', async () => {
    const office = openOffice();
    const other = new PostOffice(scratch.database, server.url);
    const id = await other.post(activation('lina@acme.test'));
    await until('it is sent', stateIs(office, id, 'sent'));
  });

  it('never sends what was rolled back', async () => {
    const office = openOffice();
    await scratch.database
      .transaction(async () => {
        await office.outbox.post(activation('ghost@acme.test'));
        throw new Error('undo');
      })
      .catch(() => undefined);
    const id = await office.post(activation('lina@acme.test'));
    await until('a later mail is sent', stateIs(office, id, 'sent'));
    expect(server.to('ghost@acme.test')).toEqual([]);
  });

  it('gives up a refused recipient and a mail that cannot be written, while others go', async () => {
    server.refuse = (address) => (address.startsWith('refused') ? 550 : undefined);
    const office = openOffice({ pace: { parallel: 2 } });
    const refused = await office.post(activation('refused@acme.test'));
    const broken = await office.post(
      activation('broken@acme.test', { params: { companyName: 'Acme' } as never }),
    );
    const fine = await Promise.all(addresses(10, 'fine').map((address) => office.post(activation(address))));
    for (const id of fine) await until('the others are sent', stateIs(office, id, 'sent'));
    await until('it is given up', stateIs(office, refused, 'dead'));
    await until('it is given up', stateIs(office, broken, 'dead'));
    const row = await office.row(refused!);
    expect(row).toMatchObject({ attempts: 1, hasSecrets: false, sentAt: null });
    expect(row.lastError).toContain('550');
    expect((await office.row(broken!)).lastError).toContain('cannot be written');
  });

  it('tries again what is refused for now, and gives up after the last attempt with its reason', async () => {
    let refusals = 0;
    server.refuse = (address) => (address.startsWith('busy') && refusals++ < 2 ? 451 : undefined);
    const office = openOffice();
    const busy = await office.post(activation('busy@acme.test'));
    await until('it is sent at last', stateIs(office, busy, 'sent'));
    expect(await office.row(busy!)).toMatchObject({ attempts: 3, lastError: null });

    server.refuse = () => 452;
    const impatient = openOffice({ pace: { attempts: 2 } });
    await office.close();
    const full = await impatient.post(activation('full@acme.test'));
    await until('it is given up', stateIs(impatient, full, 'dead'));
    expect(await impatient.row(full!)).toMatchObject({
      attempts: 2,
      hasSecrets: false,
      lastError: expect.stringContaining('452'),
    });
  });

  it('waits for a server that is down without using up attempts, then sends each mail once', async () => {
    await server.down();
    const all = [openOffice(), openOffice(), openOffice()];
    const to = addresses(30, 'patient');
    const ids = await Promise.all(to.map((address) => all[0]!.post(activation(address))));
    const waiting = () =>
      scratch.database.query("SELECT 1 FROM outbox WHERE last_error LIKE '%ECONNREFUSED%'");
    await until('the outage was noticed', async () => (await waiting()).length > 8);
    await server.up();
    for (const id of ids) await until('it is sent', stateIs(all[0]!, id, 'sent'));
    for (const address of to) expect(server.to(address)).toHaveLength(1);
    for (const id of ids) expect((await all[0]!.row(id!)).attempts).toBe(1);
  });

  it('counts an attempt when the connection breaks over one mail only', async () => {
    let breaks = 0;
    const office = openOffice();
    server.onData = (mail) => {
      if (!mail.envelope.to[0]!.startsWith('poison') || breaks++ > 0) return;
      throw Object.assign(new Error('closing'), { responseCode: 421 });
    };
    const poison = await office.post(activation('poison@acme.test'));
    const fine = await office.post(activation('fine@acme.test'));
    await until('the other is sent', stateIs(office, fine, 'sent'));
    await until('it is sent at last', stateIs(office, poison, 'sent'));
    expect((await office.row(poison!)).attempts).toBe(2);
  });

  it('shares the work with others: three at once send each mail once', async () => {
    const to = addresses(120, 'shared');
    const writer = new PostOffice(scratch.database, server.url);
    for (const address of to) await writer.post(activation(address));
    const all = [openOffice(), openOffice(), openOffice()];
    await until('all arrived', () => server.taken.length >= to.length);
    await Promise.all(all.map((office) => office.close()));
    for (const address of to) expect(server.to(address)).toHaveLength(1);
    const [rest] = await scratch.database.query("SELECT COUNT(*) AS n FROM outbox WHERE state <> 'sent'");
    expect(Number(rest!['n'])).toBe(0);
  });

  it('does not send again because its note of it failed at first', async () => {
    const office = openOffice({ pace: { leaseSeconds: 30 } });
    const note = office.queue.sent.bind(office.queue);
    let failures = 0;
    office.queue.sent = async (mail) => {
      if (failures++ < 2) throw new Error('the database is away');
      await note(mail);
    };
    const id = await office.post(activation('lina@acme.test'));
    await until('it is noted', stateIs(office, id, 'sent'));
    expect(server.taken).toHaveLength(1);
  });

  it('finishes what is in hand when it is stopped, and claims no more', async () => {
    const office = openOffice({ pace: { parallel: 1 } });
    let taken = () => {};
    const atServer = new Promise<void>((resolve) => (taken = resolve));
    let accept = () => {};
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    server.onData = () => {
      taken();
      return accepted;
    };
    const first = await office.post(activation('first@acme.test'));
    await atServer;
    const second = await office.post(activation('second@acme.test'));
    const closed = office.close();
    accept();
    await closed;
    expect(await office.row(first!)).toMatchObject({ state: 'sent' });
    expect(await office.row(second!)).toMatchObject({ state: 'queued', attempts: 0 });
  });
});
