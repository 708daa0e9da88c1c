import { Injectable } from '@nestjs/common';
import { Database, orUnavailable } from '@tenantry/database';
import { bytesToId, Clock, DomainError, idToBytes, SECOND } from '@tenantry/kernel';
import type { EntityManager } from 'typeorm';
import { Memory } from './memory';
import type { Memorised } from './memory';

export const topics = ['permissions', 'capabilities', 'licence', 'tenants'] as const;
export type Topic = (typeof topics)[number];

export interface Change {
  version: number;
  topic: Topic;
  /** Null: whatever is known of this topic, of every tenant. */
  tenantId: string | null;
}

export interface Since {
  /** Where to go on from. */
  version: number;
  changes: Change[];
  /** The asked version is too old, or from another life of this database: forget everything that is known. */
  reset: boolean;
}

/** A process that heard nothing for so long asks before it answers; the poll is due four times as often. */
const SOON = SECOND;
/** What holds everywhere within 5 seconds must not be guessed after them. */
const TOO_OLD = 5 * SECOND;
const PAGE = 1_000;
const FORGOTTEN_AT_ONCE = 500;

/** The one feed that tells every process what has changed, so that it can keep the rest in memory. */
@Injectable()
export class Changes {
  private readonly listeners = new Set<(changes: readonly Change[]) => void>();
  private known: number | null = null;
  private knownAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * In the running transaction, as its last statement: the row it locks is the one that all changes wait for.
   * This process hears of it at once after the commit, others at their next poll.
   */
  async append(topic: Topic, tenantId: string | null): Promise<number> {
    const { manager } = this.database;
    const { insertId: version } = await manager.query(
      'UPDATE change_clock SET version = LAST_INSERT_ID(version + 1) WHERE id = 1',
    );
    await manager.query('INSERT INTO changes (version, topic, tenant_id) VALUES (?, ?, ?)', [
      version,
      topic,
      tenantId && idToBytes(tenantId),
    ]);
    this.database.afterCommit(() => this.tell([{ version: Number(version), topic, tenantId }]));
    return Number(version);
  }

  /** What was committed after `version`, in order. */
  since(version: number, limit = PAGE): Promise<Since> {
    return this.read(this.database.read, version, limit);
  }

  /** Hears every change, those of this process too, some of them twice. What it returns ends that. */
  watch(listener: (changes: readonly Change[]) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Values that are loaded once and kept until a change of one of these topics is about them. */
  memory<T>(what: Memorised<T>): Memory<T> {
    return new Memory(this, this.database, what);
  }

  /** What this process remembers is at least as new as this. */
  get version(): number {
    return this.known ?? 0;
  }

  /** Milliseconds since this process last knew the newest version; Infinity before it ever did. */
  get age(): number {
    const age = this.clock.now().getTime() - this.knownAt;
    // A clock that was set back says nothing.
    return age >= 0 ? age : Infinity;
  }

  /** Whether memory can be believed without asking. */
  get isFresh(): boolean {
    return this.age < SOON;
  }

  /** Asks where the last poll is long ago; `unavailable` where nobody can tell. */
  async freshen(): Promise<void> {
    if (this.isFresh) return;
    await this.poll().catch((error: unknown) => {
      if (this.age >= TOO_OLD) throw error;
    });
    if (this.age >= TOO_OLD)
      throw new DomainError('unavailable', 'This cannot be checked right now. Try again in a moment.', {
        code: 'unavailable',
        retryAfterSeconds: 2,
      });
  }

  /** One read of one row when nothing has changed. Calls that come meanwhile wait for the same answer. */
  poll(): Promise<void> {
    return (this.asking ??= orUnavailable(() => this.ask()).finally(() => (this.asking = undefined)));
  }

  /** Services that come back with an older version are told to begin anew. */
  async forget(before: Date, signal?: AbortSignal): Promise<void> {
    let forgotten = FORGOTTEN_AT_ONCE;
    while (forgotten === FORGOTTEN_AT_ONCE && !signal?.aborted) {
      const rows = await this.database.query<{ version: string }[]>(
        'SELECT version FROM changes WHERE created_at < ? ORDER BY created_at LIMIT ?',
        [before, FORGOTTEN_AT_ONCE],
      );
      forgotten = rows.length;
      const newest = Math.max(0, ...rows.map(({ version }) => Number(version)));
      if (newest === 0) return;
      await this.database.transaction(async () => {
        await this.database.manager.query('DELETE FROM changes WHERE version <= ?', [newest]);
        await this.database.manager.query(
          'UPDATE change_clock SET forgotten = GREATEST(forgotten, ?) WHERE id = 1',
          [newest],
        );
      });
    }
  }

  private async ask(): Promise<void> {
    const askedAt = this.clock.now().getTime();
    // Never a running transaction's: its own version may not come to be.
    const { manager } = this.database.source;
    for (;;) {
      const from = this.known;
      // Nothing can be remembered yet, so nothing of what was need be heard.
      const { version, changes, reset } = await this.read(manager, from ?? Number.MAX_SAFE_INTEGER, PAGE);
      // First forget, then know: who asks for the version between the two must not get one that is too new.
      if (reset && from !== null) this.tell(topics.map((topic) => ({ version, topic, tenantId: null })));
      else this.tell(changes);
      this.known = version;
      if (changes.length < PAGE) break;
    }
    this.knownAt = askedAt;
  }

  private async read(manager: EntityManager, version: number, limit: number): Promise<Since> {
    const [clock] = await manager.query<{ version: string; forgotten: string }[]>(
      'SELECT version, forgotten FROM change_clock WHERE id = 1',
    );
    const newest = Number(clock!.version);
    if (version > newest || version < Number(clock!.forgotten))
      return { version: newest, changes: [], reset: true };
    if (version === newest) return { version, changes: [], reset: false };
    const rows = await manager.query<{ version: string; topic: Topic; tenant_id: Buffer | null }[]>(
      'SELECT version, topic, tenant_id FROM changes WHERE version > ? ORDER BY version LIMIT ?',
      [version, limit],
    );
    const changes = rows.map(({ version, topic, tenant_id }) => ({
      version: Number(version),
      topic,
      tenantId: tenant_id && bytesToId(tenant_id),
    }));
    const last = changes.at(-1)?.version ?? newest;
    return { version: changes.length < limit ? Math.max(last, newest) : last, changes, reset: false };
  }

  private tell(changes: readonly Change[]): void {
    if (changes.length > 0) for (const listener of this.listeners) listener(changes);
  }
}
