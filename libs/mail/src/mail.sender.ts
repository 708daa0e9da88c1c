import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { failureOf, serverBackOff } from './failures';
import { BadMail, isLetter } from './letters';
import { Letters } from './letters.service';
import { Checkpoint, Pace } from './pace';
import { Postman } from './postman';
import { MailQueue } from './queue.service';
import type { ClaimedMail } from './queue.service';
import { render } from './render';

const TRIES_TO_SETTLE = 8;

/** Takes due mails from the queue and sends them; every process of the API runs one. */
@Injectable()
export class MailSender implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailSender.name);
  private readonly inHand = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private stopping = new AbortController();
  private wake = () => {};
  private rung = false;
  /** Set while the mail server is known to be unusable; nothing is claimed until it answers. */
  private outage: Promise<void> | undefined;
  private heldSeenAt = 0;

  constructor(
    private readonly queue: MailQueue,
    private readonly letters: Letters,
    private readonly postman: Postman,
    private readonly pace: Pace,
    private readonly checkpoint: Checkpoint,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.whenRung(() => this.ring());
    this.running = this.run();
  }

  /** Claims nothing more and finishes what is in hand. Before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.ring();
    await this.running;
    await Promise.all(this.inHand);
    this.postman.close();
  }

  private ring(): void {
    this.rung = true;
    this.wake();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopped;) {
      this.rung = false;
      try {
        await this.outage;
        const busy = !this.stopped && (await this.round());
        failures = 0;
        if (!busy) await this.rest();
      } catch (error) {
        // A database that is away comes back; until then one line now and then is enough.
        if (failures++ % 10 === 0) this.logger.error('Looking for mail failed', (error as Error).stack);
        await this.pause(Math.min(5_000, 100 * 2 ** failures) * Math.random());
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => {});
  }

  /** Says whether there may be more to do right now. */
  private async round(): Promise<boolean> {
    if (Date.now() - this.heldSeenAt >= this.pace.heldPoll) {
      this.heldSeenAt = Date.now();
      await this.queue.unhold();
    }
    const room = this.pace.parallel - this.inHand.size;
    // It may have been stopped while it looked at held mail.
    if (room === 0 || this.stopped) return false;
    const { mails, more } = await this.queue.claim(room);
    for (const mail of mails) {
      const work = this.handle(mail).finally(() => {
        this.inHand.delete(work);
        this.ring();
      });
      this.inHand.add(work);
    }
    return more && this.inHand.size < this.pace.parallel;
  }

  /** Until the bell rings or the poll falls due. */
  private async rest(): Promise<void> {
    if (this.rung || this.stopped) return;
    const poll = this.pace.poll * (0.75 + Math.random() / 2);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, poll);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = () => {};
  }

  private async handle(mail: ClaimedMail): Promise<void> {
    const settle = await this.outcome(mail);
    for (let attempt = 1; ; attempt++) {
      try {
        await settle();
        return;
      } catch (error) {
        if (attempt === TRIES_TO_SETTLE) {
          // The lease ends and the mail is tried again; if it was sent, under the same Message-ID.
          this.logger.error(`The outcome of mail ${mail.id} was not written: ${(error as Error).message}`);
          return;
        }
        await delay(Math.random() * 100 * 2 ** attempt);
      }
    }
  }

  /** Works on one mail and returns what is to be written about it. Never throws. */
  private async outcome(mail: ClaimedMail): Promise<() => Promise<unknown>> {
    let secrets: string[] = [];
    try {
      if (mail.attempts > this.pace.attempts)
        return () => this.bury(mail, `No attempt of ${this.pace.attempts} came to an end.`);
      // Posted by a newer version of the program, which will take it.
      if (!isLetter(mail.letter)) return () => this.fail(mail, `Unknown letter: ${String(mail.letter)}`);
      const opened = this.queue.open(mail);
      secrets = Object.values(opened.secrets);
      if (!(await this.letters.isWanted(opened))) return () => this.queue.withdraw(mail);
      const rendered = render({ ...opened, ...opened.to });
      await this.checkpoint.reach('claimed', mail.id);
      await this.postman.deliver({ ...rendered, to: mail.to.address, messageId: mail.messageId });
      await this.checkpoint.reach('accepted', mail.id);
      return () => this.queue.sent(mail);
    } catch (error) {
      return this.afterError(mail, error, secrets);
    }
  }

  private async afterError(
    mail: ClaimedMail,
    error: unknown,
    secrets: string[],
  ): Promise<() => Promise<unknown>> {
    if (error instanceof BadMail)
      return () => this.bury(mail, `This letter cannot be written: ${error.message}`);
    const { kind, reason } = failureOf(error, secrets);
    if (kind === 'permanent') return () => this.bury(mail, reason);
    // A connection that broke over one mail is that mail's failure; one that nobody gets is no mail's.
    if (kind === 'server' && (this.outage || !(await this.postman.isServerUsable()))) {
      this.outage ??= this.waitForServer(reason);
      return () => this.queue.giveBack(mail, reason);
    }
    return () => this.fail(mail, reason);
  }

  private async waitForServer(reason: string): Promise<void> {
    this.logger.warn(`The mail server cannot be used, mail waits: ${reason}`);
    for (let failures = 1; !this.stopped; failures++) {
      await this.pause(serverBackOff(failures));
      if (!this.stopped && (await this.postman.isServerUsable())) {
        this.logger.log('The mail server can be used again');
        break;
      }
    }
    this.outage = undefined;
  }

  private async fail(mail: ClaimedMail, reason: string): Promise<void> {
    if ((await this.queue.failed(mail, reason)) === 'dead') this.tellDeath(mail, reason);
  }

  private async bury(mail: ClaimedMail, reason: string): Promise<void> {
    await this.queue.bury(mail, reason);
    this.tellDeath(mail, reason);
  }

  private tellDeath(mail: ClaimedMail, reason: string): void {
    this.logger.warn(`Gave up mail ${mail.id} (${mail.letter}): ${reason}`);
  }
}
