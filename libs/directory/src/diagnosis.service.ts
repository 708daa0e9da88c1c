import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, DAY, idToBytes } from '@tenantry/kernel';
import { UsageReports } from '@tenantry/quotas';
import { ofContract, ofUsage } from './attention';
import type { Attention, RunningContract } from './attention';

const SOON = 30 * DAY;
/** Mails older than that are history. */
const MAILS = 30 * DAY;
/** A mail that is tried again for the first time may yet arrive; later ones have waited for minutes. */
const TRIES = 4;
const SHOWN = 5;

interface ContractRow {
  starts_at: Date;
  ends_at: Date | null;
  purchased: string;
  consumed: string;
}

interface MailRow {
  to_address: string;
  letter: string;
  last_error: string | null;
  state: string;
}

interface AdminRow {
  id: Buffer;
  name: string;
  /** Has no password of their own yet. */
  waits: number;
  /** When the link or the one-time password runs out. */
  until: Date | null;
}

/** What is wrong with a tenant, or soon will be: a handful of statements, however much there is to say. */
@Injectable()
export class Diagnosis {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly usage: UsageReports,
  ) {}

  async of(tenantId: string): Promise<Attention[]> {
    const id = idToBytes(tenantId);
    const now = this.clock.now();
    const [usage, contract, mails, admins, hosts] = await Promise.all([
      this.usage.list(tenantId, true),
      this.contract(id, now),
      this.mails(id, now),
      this.admins(id, now),
      this.hosts(id),
    ]);
    const all = [...ofUsage(usage), ...contract, ...mails, ...admins, ...hosts];
    return all.sort((a, b) => Number(b.severity === 'bad') - Number(a.severity === 'bad'));
  }

  private async contract(id: Buffer, now: Date): Promise<Attention[]> {
    const rows = await this.database.query<ContractRow[]>(
      `SELECT c.starts_at, c.ends_at, COALESCE(u.purchased, 0) AS purchased, COALESCE(u.consumed, 0) AS consumed
       FROM contracts c LEFT JOIN contract_counters u ON u.contract_id = c.id
       WHERE c.tenant_id = ? AND (c.ends_at IS NULL OR c.ends_at > ?) ORDER BY c.starts_at`,
      [id, now],
    );
    const running = rows.find((row) => row.starts_at <= now);
    const next = rows.find((row) => row.starts_at > now);
    const view: RunningContract | null = running
      ? {
          endsAt: running.ends_at,
          purchased: Number(running.purchased),
          consumed: Number(running.consumed),
        }
      : null;
    return ofContract(view, next?.starts_at ?? null, new Date(now.getTime() + SOON));
  }

  /** Given up, or tried in vain; to addresses that are still somebody's, and that nothing has reached since. */
  private async mails(id: Buffer, now: Date): Promise<Attention[]> {
    const rows = await this.database.query<MailRow[]>(
      `SELECT o.to_address, o.letter, o.last_error, o.state FROM outbox o
       WHERE o.tenant_id = ? AND o.id > ? AND (o.state = 'dead' OR o.state = 'queued' AND o.attempts >= ?)
         AND (EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = o.tenant_id AND u.email = o.to_address)
           OR EXISTS (SELECT 1 FROM subscription_contacts s
             WHERE s.tenant_id = o.tenant_id AND s.email = o.to_address))
         AND NOT EXISTS (SELECT 1 FROM outbox later WHERE later.tenant_id = o.tenant_id
           AND later.to_address = o.to_address AND later.id > o.id AND later.state = 'sent')
       ORDER BY o.id DESC LIMIT 50`,
      [id, idFrom(now.getTime() - MAILS), TRIES],
    );
    const newest = new Map(rows.toReversed().map((row) => [row.to_address, row]));
    return [...newest.values()].slice(-SHOWN).map((row) => ({
      severity: 'bad',
      kind: 'mail_failed',
      address: row.to_address,
      letter: row.letter,
      reason: row.last_error,
      givenUp: row.state === 'dead',
    }));
  }

  private async admins(id: Buffer, now: Date): Promise<Attention[]> {
    const rows = await this.database.query<AdminRow[]>(
      `SELECT u.id, CONCAT(u.first_name, ' ', u.last_name) AS name,
         u.state = 'invited' OR u.must_change_password AS waits,
         IF(u.state = 'invited', (SELECT MAX(k.expires_at) FROM one_time_tokens k
           WHERE k.subject_id = u.id AND k.purpose = 'activation' AND k.used_at IS NULL),
           u.password_expires_at) AS until
       FROM users u WHERE u.tenant_id = ? AND u.role = 'admin' AND u.state <> 'disabled'
         AND (u.last_signed_in_at IS NULL OR u.must_change_password) ORDER BY u.id LIMIT ?`,
      [id, SHOWN],
    );
    return rows.map((row) => {
      const who = { userId: bytesToId(row.id), name: row.name };
      const { until } = row;
      const over = Number(row.waits) !== 0 && (until === null || until <= now);
      if (over) return { severity: 'bad', kind: 'activation_expired', ...who };
      return { severity: 'warn', kind: 'never_signed_in', ...who, until: until?.toISOString() ?? null };
    });
  }

  private async hosts(id: Buffer): Promise<Attention[]> {
    const rows = await this.database.query<{ host: string; state: string }[]>(
      `SELECT host, state FROM tenant_hosts WHERE tenant_id = ? AND state IN ('pending', 'misconfigured')
       ORDER BY host LIMIT ?`,
      [id, SHOWN],
    );
    return rows.map(({ host, state }) => ({
      severity: state === 'misconfigured' ? 'bad' : 'warn',
      kind: 'host_broken',
      host,
      state,
    }));
  }
}

/** Ids begin with the millisecond in which they were made. */
function idFrom(at: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(at, 0, 6);
  return bytes;
}
