import { Injectable } from '@nestjs/common';
import { Database, isDuplicate } from '@tenantry/database';
import { idToBytes, isZone, newId, Platform, Vault } from '@tenantry/kernel';
import { IsNull } from 'typeorm';
import { bareAddress, senderOf } from './address';
import { languageOf } from './letters';
import type { Letter, LetterParams, LetterSecrets } from './letters';
import { MailQueue, PURPOSE } from './queue.service';
import { OutboxMail } from './outbox.entity';
import type { MailState } from './outbox.entity';

export type Post = {
  [L in Letter]: {
    tenantId: string | null;
    letter: L;
    /** Language and zone of the person if known, else the tenant's. */
    to: { address: string; language: string; timeZone: string };
    params: LetterParams[L];
    /** Printable ASCII; the same key never posts twice. */
    dedupeKey?: string;
  } & (L extends keyof LetterSecrets ? { secrets: LetterSecrets[L] } : { secrets?: undefined });
}[Letter];

/** They go to addresses that need not belong to an account, so one that waits is not an account's to take away. */
const toContacts: Letter[] = ['threshold', 'capability-threshold', 'capability-flow-threshold'];

export interface LatestMail {
  id: string;
  state: MailState;
  lastError: string | null;
  sentAt: Date | null;
  attempts: number;
}

/** Mail that leaves only if the running transaction commits, and then surely. */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly platform: Platform,
    private readonly queue: MailQueue,
  ) {}

  /** The mail's id, or null when its dedupeKey was posted before. */
  async post({ tenantId, letter, to, params, secrets, dedupeKey }: Post): Promise<string | null> {
    const manager = this.database.manager;
    if (dedupeKey !== undefined && !/^[\x21-\x7e]{1,190}$/.test(dedupeKey))
      throw new Error(`Not a dedupe key: ${dedupeKey}`);
    const id = newId();
    try {
      await manager
        .createQueryBuilder()
        .insert()
        .into(OutboxMail)
        .values({
          id,
          tenantId,
          letter,
          toAddress: bareAddress(to.address),
          language: languageOf(to.language),
          timeZone: isZone(to.timeZone) ? to.timeZone : 'UTC',
          params: JSON.stringify(params),
          secrets: secrets ? this.vault.encrypt(PURPOSE, JSON.stringify(secrets)) : null,
          messageId: `<${id}@${senderOf(this.platform.mailFrom).domain}>`,
          dedupeKey: dedupeKey ?? null,
          nextAttemptAt: () => 'CURRENT_TIMESTAMP(3)',
        })
        .updateEntity(false)
        .execute();
    } catch (error) {
      if (dedupeKey !== undefined && isDuplicate(error)) return null;
      throw error;
    }
    this.database.afterCommit(() => this.queue.ring());
    return id;
  }

  /** In the running transaction: mails to somebody who is no longer there. Contacts are somebody else's address book. */
  async erase(tenantId: string | null, addresses: string[]): Promise<void> {
    await this.database.manager.query(
      `DELETE FROM outbox WHERE tenant_id <=> ? AND to_address IN (?)
         AND NOT (letter IN (?) AND state IN ('queued', 'held'))`,
      [tenantId && idToBytes(tenantId), addresses.map(bareAddress), toContacts],
    );
  }

  /** The newest mail of this kind to this address, whatever became of it. */
  async latest(tenantId: string | null, letter: Letter, address: string): Promise<LatestMail | null> {
    const mail = await this.database.read.findOne(OutboxMail, {
      select: { id: true, state: true, lastError: true, sentAt: true, attempts: true },
      where: { tenantId: tenantId ?? IsNull(), toAddress: address, letter },
      order: { id: 'DESC' },
    });
    return mail && { ...mail };
  }
}
