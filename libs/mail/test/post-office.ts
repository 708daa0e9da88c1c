import type { Database } from '@tenantry/database';
import { vault } from '@tenantry/database/test';
import { idToBytes } from '@tenantry/kernel';
import type { Platform } from '@tenantry/kernel';
import { Letters } from '../src/letters.service';
import { MailSender } from '../src/mail.sender';
import type { MailState } from '../src/outbox.entity';
import { Outbox } from '../src/outbox.service';
import type { Post } from '../src/outbox.service';
import { Checkpoint, Pace } from '../src/pace';
import { Postman } from '../src/postman';
import { MailQueue } from '../src/queue.service';

export interface Row {
  state: MailState;
  attempts: number;
  lastError: string | null;
  sentAt: Date | null;
  hasSecrets: boolean;
}

/** One process's part of the mail, put together as the module does it. */
export class PostOffice {
  readonly letters = new Letters();
  readonly vault = vault;
  readonly outbox: Outbox;
  readonly queue: MailQueue;
  readonly sender: MailSender;

  constructor(
    private readonly database: Database,
    smtpUrl: string,
    { pace = {}, checkpoint = new Checkpoint() }: { pace?: Partial<Pace>; checkpoint?: Checkpoint } = {},
  ) {
    const platform = { mailFrom: 'Tenantry <no-reply@mail.tenantry.test>', smtpUrl } as Platform;
    const speed = Object.assign(new Pace(), { poll: 20, heldPoll: 20, firstRetry: 20 }, pace);
    this.queue = new MailQueue(database, this.vault, this.letters, speed);
    this.outbox = new Outbox(database, this.vault, platform, this.queue);
    const postman = new Postman(platform, speed);
    this.sender = new MailSender(this.queue, this.letters, postman, speed, checkpoint);
  }

  open(): this {
    this.sender.onApplicationBootstrap();
    return this;
  }

  close(): Promise<void> {
    return this.sender.beforeApplicationShutdown();
  }

  post(mail: Post): Promise<string | null> {
    return this.database.transaction(() => this.outbox.post(mail));
  }

  async row(id: string): Promise<Row> {
    const [row] = await this.database.query<Row[]>(
      `SELECT state, attempts, last_error AS lastError, sent_at AS sentAt, secrets IS NOT NULL AS hasSecrets
       FROM outbox WHERE id = ?`,
      [idToBytes(id)],
    );
    return { ...row!, attempts: Number(row!.attempts), hasSecrets: Boolean(Number(row!.hasSecrets)) };
  }
}

export const activation = (address: string, over: Partial<Post> = {}): Post =>
  ({
    tenantId: null,
    letter: 'activation',
    to: { address, language: 'en', timeZone: 'America/New_York' },
    params: {
      firstName: 'Lina',
      companyName: 'Harborline',
      username: 'lina',
      address: 'https://harborline.example.com',
      expiresAt: new Date('2026-11-21T19:05:00Z'),
    },
    secrets: { token: 'the-token-of-lina' },
    ...over,
  }) as Post;

/** Waits for a condition, not for a time. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  patience = 20_000,
): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
