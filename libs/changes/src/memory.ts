import { orUnavailable } from '@tenantry/database';
import type { Database } from '@tenantry/database';
import type { Change, Changes, Topic } from './changes.service';

export interface Memorised<T> {
  topics: readonly Topic[];
  /** Entries; of the older ones one that was not asked for again goes first. */
  atMost: number;
  /** Read from what is committed; called once for callers that come together. */
  load(key: string): Promise<T>;
  /** Whether a change of this tenant is about the entry; usually the tenant is the key. */
  isAbout?(tenantId: string, key: string, value: T | undefined): boolean;
}

interface Entry<T> {
  promise: Promise<T>;
  /** Once it is loaded. */
  value?: T;
  /** Asked for since it last came to be the oldest. */
  used: boolean;
}

/** Versioned memory: what is in it holds, for changes take it out before anybody is told of their version. */
export class Memory<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(
    private readonly changes: Changes,
    private readonly database: Database,
    private readonly what: Memorised<T>,
  ) {
    changes.watch((heard) => heard.forEach((change) => this.hear(change)));
  }

  /** `unavailable` where this process knows nothing newer than 5 seconds and cannot ask. */
  async of(key: string): Promise<T> {
    // Passed by on its own connection: it sees its own writes, and they are not remembered.
    if (this.database.inTransaction) return this.what.load(key);
    if (!this.changes.isFresh) await this.changes.freshen();
    const entry = this.entries.get(key);
    if (!entry) return this.begin(key);
    entry.used = true;
    return entry.promise;
  }

  /** What is known and believed at this moment; nothing is asked, and so it costs nearly nothing. */
  peek(key: string): T | undefined {
    if (!this.changes.isFresh || this.database.inTransaction) return undefined;
    const entry = this.entries.get(key);
    if (entry) entry.used = true;
    return entry?.value;
  }

  get size(): number {
    return this.entries.size;
  }

  private begin(key: string): Promise<T> {
    const entry: Entry<T> = { promise: orUnavailable(() => this.what.load(key)), used: false };
    if (this.entries.size >= this.what.atMost) this.makeRoom();
    this.entries.set(key, entry);
    entry.promise.then(
      (value) => {
        entry.value = value;
      },
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    return entry.promise;
  }

  /** Whoever was asked for gets a second chance: cheaper than keeping all in the order of their last use. */
  private makeRoom(): void {
    for (const [key, entry] of this.entries) {
      this.entries.delete(key);
      if (!entry.used) return;
      entry.used = false;
      this.entries.set(key, entry);
    }
  }

  /** What is being loaded goes too: it may have been read before the change. */
  private hear({ topic, tenantId }: Change): void {
    if (!this.what.topics.includes(topic)) return;
    const { isAbout } = this.what;
    if (tenantId === null) this.entries.clear();
    else if (!isAbout) this.entries.delete(tenantId);
    else
      for (const [key, { value }] of this.entries)
        if (isAbout(tenantId, key, value)) this.entries.delete(key);
  }
}
