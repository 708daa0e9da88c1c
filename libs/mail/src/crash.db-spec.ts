import type { ChildProcess } from 'node:child_process';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { Bundle } from '@tenantry/database/test';
import { MailServer } from '../test/mail-server';
import { activation, PostOffice, until } from '../test/post-office';
import { OutboxMail } from './outbox.entity';

jest.setTimeout(60_000);

/** Longer than a slow machine takes; specs end it by hand. */
const LEASE_SECONDS = 600;
let scratch: Scratch;
let server: MailServer;
let programs: Bundle;
let child: ChildProcess | undefined;

beforeAll(async () => {
  Logger.overrideLogger(false);
  programs = new Bundle('libs/mail/test/sender-process.ts');
  scratch = await scratchSchema([OutboxMail]);
  server = await new MailServer().up();
});
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(async () => {
  await server.down();
  await scratch.drop();
  programs.close();
});

/** Starts a sender process and resolves when it says that it stands at the point. */
async function standingAt(point: 'claimed' | 'accepted', mails: number): Promise<ChildProcess> {
  const command = [scratch.url, server.url, point, String(LEASE_SECONDS)];
  const started = programs.start('sender-process', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  let said = '';
  started.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(`the process stands at "${point}"`, () => said.split('\n').length > mails);
  return started;
}

describe('a process that is killed', () => {
  it.each([
    ['between claim and sending loses nothing', 'claimed', 1],
    ['between acceptance and marking repeats under the same Message-ID', 'accepted', 2],
  ] as const)('%s', async (_what, point, copies) => {
    const office = new PostOffice(scratch.database, server.url);
    const to = [`a-${point}@acme.test`, `b-${point}@acme.test`, `c-${point}@acme.test`];
    const ids = await Promise.all(to.map((address) => office.post(activation(address))));
    const victim = await standingAt(point, to.length);
    const gone = new Promise((resolve) => victim.once('exit', resolve));
    victim.kill('SIGKILL');
    await gone;
    for (const id of ids) expect(await office.row(id!)).toMatchObject({ state: 'queued', attempts: 1 });

    expect((await office.queue.claim(10)).mails).toEqual([]);
    // The leases end.
    await scratch.database.query("UPDATE outbox SET next_attempt_at = NOW(3) WHERE state = 'queued'");
    office.open();
    try {
      for (const id of ids) await until('it is sent', async () => (await office.row(id!)).state === 'sent');
    } finally {
      await office.close();
    }
    for (const [n, address] of to.entries()) {
      const arrived = server.to(address);
      expect(arrived).toHaveLength(copies);
      expect(new Set(arrived.map((mail) => mail.messageId))).toEqual(
        new Set([`<${ids[n]}@mail.tenantry.test>`]),
      );
      expect(await office.row(ids[n]!)).toMatchObject({ attempts: 2, hasSecrets: false });
    }
  });
});
