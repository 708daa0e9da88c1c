import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, idToBytes, Vault } from '@tenantry/kernel';
import { backOff, oneLine } from './failures';
import type { Language, Letter } from './letters';
import { Letters } from './letters.service';
import type { WaitingMail } from './letters.service';
import { Pace } from './pace';

/** Purpose of the key that seals secrets of queued mail. */
export const PURPOSE = 'outbox';

/** Named index: a scan of another one would lock mails that it does not take. */
export const DUE = `SELECT id, tenant_id, letter, to_address, language, time_zone, params, secrets, message_id, attempts,
  created_at
  FROM outbox FORCE INDEX (outbox_due)
  WHERE state = 'queued' AND next_attempt_at <= CURRENT_TIMESTAMP(3)
  ORDER BY next_attempt_at, id LIMIT ? FOR UPDATE SKIP LOCKED`;

/** A mail that this process has in hand until its lease ends. */
export interface ClaimedMail extends Omit<WaitingMail, 'params' | 'secrets'> {
  messageId: string;
  /** This attempt included. */
  attempts: number;
  sealed: { params: string; secrets: Buffer | null };
}

interface Row {
  id: Buffer;
  tenant_id: Buffer | null;
  letter: string;
  to_address: string;
  language: string;
  time_zone: string;
  params: string;
  secrets: Buffer | null;
  message_id: string;
  attempts: number;
  created_at: Date;
}

/** Who works on which mail, and what became of it. */
@Injectable()
export class MailQueue {
  private bell = () => {};

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly letters: Letters,
    private readonly pace: Pace,
  ) {}

  /** Calls `wake` whenever this process committed new mail. */
  whenRung(wake: () => void): void {
    this.bell = wake;
  }

  ring(): void {
    this.bell();
  }

  /**
   * Takes up to `limit` due mails. The claim is only a push of their due time, so a process that dies needs no
   * cleaning up after: its mails fall due again. `more` says that others may be due right now.
   */
  claim(limit: number): Promise<{ mails: ClaimedMail[]; more: boolean }> {
    return this.database.transaction(async () => {
      const rows = await this.database.query<Row[]>(DUE, [limit]);
      const ofTenants = rows.filter((row) => row.tenant_id && !this.letters.isNotice(row.letter));
      const held = await this.letters.held([...new Set(ofTenants.map((row) => bytesToId(row.tenant_id!)))]);
      const waits = new Set(ofTenants.filter((row) => held.has(bytesToId(row.tenant_id!))));
      if (waits.size > 0)
        await this.database.query(`UPDATE outbox SET state = 'held' WHERE id IN (?)`, [
          [...waits].map((row) => row.id),
        ]);
      const taken = rows.filter((row) => !waits.has(row));
      if (taken.length > 0)
        await this.database.query(
          `UPDATE outbox SET attempts = attempts + 1,
             next_attempt_at = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id IN (?)`,
          [this.pace.leaseSeconds, taken.map((row) => row.id)],
        );
      return { mails: taken.map(claimed), more: rows.length === limit };
    });
  }

  /** Puts mail back whose tenant is no longer held. */
  async unhold(): Promise<boolean> {
    const rows = await this.database.query<{ tenant_id: Buffer }[]>(
      `SELECT DISTINCT tenant_id FROM outbox WHERE state = 'held'`,
    );
    const ids = rows.map((row) => bytesToId(row.tenant_id));
    const held = await this.letters.held(ids);
    const free = ids.filter((id) => !held.has(id));
    if (free.length > 0)
      await this.database.query(
        `UPDATE outbox SET state = 'queued', next_attempt_at = CURRENT_TIMESTAMP(3)
         WHERE state = 'held' AND tenant_id IN (?)`,
        [free.map(idToBytes)],
      );
    return free.length > 0;
  }

  open({ sealed, messageId: _, attempts: __, ...mail }: ClaimedMail): WaitingMail {
    return {
      ...mail,
      params: JSON.parse(sealed.params) as Record<string, unknown>,
      secrets: sealed.secrets
        ? (JSON.parse(this.vault.decrypt(PURPOSE, sealed.secrets)) as Record<string, string>)
        : {},
    };
  }

  /** The mail server took it. */
  async sent({ id }: ClaimedMail): Promise<void> {
    await this.database.query(
      `UPDATE outbox SET state = 'sent', sent_at = CURRENT_TIMESTAMP(3), secrets = NULL, last_error = NULL
       WHERE id = ? AND state <> 'sent'`,
      [idToBytes(id)],
    );
  }

  async withdraw(mail: ClaimedMail): Promise<void> {
    await this.end(mail, 'withdrawn', null);
  }

  /** Tried again later, or given up when this was the last attempt. */
  async failed(mail: ClaimedMail, reason: string): Promise<'later' | 'dead'> {
    if (mail.attempts >= this.pace.attempts) return this.bury(mail, reason);
    await this.settle(
      mail,
      'next_attempt_at = CURRENT_TIMESTAMP(3) + INTERVAL ? MICROSECOND, last_error = ?',
      [backOff(mail.attempts, this.pace.firstRetry) * 1_000, oneLine(reason)],
    );
    return 'later';
  }

  async bury(mail: ClaimedMail, reason: string): Promise<'dead'> {
    await this.end(mail, 'dead', reason);
    return 'dead';
  }

  /** As if it had not been claimed; `reason` tells why it still waits. */
  async giveBack(mail: ClaimedMail, reason: string): Promise<void> {
    await this.settle(
      mail,
      'attempts = attempts - 1, next_attempt_at = CURRENT_TIMESTAMP(3), last_error = ?',
      [oneLine(reason)],
    );
  }

  private end(mail: ClaimedMail, state: 'withdrawn' | 'dead', reason: string | null): Promise<void> {
    return this.settle(mail, 'state = ?, secrets = NULL, last_error = ?', [state, reason && oneLine(reason)]);
  }

  /** Does nothing when the lease ended and another process took the mail over. */
  private async settle(mail: ClaimedMail, change: string, values: unknown[]): Promise<void> {
    await this.database.query(
      `UPDATE outbox SET ${change} WHERE id = ? AND state = 'queued' AND attempts = ?`,
      [...values, idToBytes(mail.id), mail.attempts],
    );
  }
}

function claimed(row: Row): ClaimedMail {
  return {
    id: bytesToId(row.id),
    tenantId: row.tenant_id && bytesToId(row.tenant_id),
    letter: row.letter as Letter,
    to: { address: row.to_address, language: row.language as Language, timeZone: row.time_zone },
    postedAt: row.created_at,
    messageId: row.message_id,
    attempts: Number(row.attempts) + 1,
    sealed: { params: row.params, secrets: row.secrets },
  };
}
