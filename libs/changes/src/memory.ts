import { orUnavailable } from '@tenantry/database';
import type { Database } from '@tenantry/database';
import type { Change, Changes, Topic } from './changes.service';

export interface Memorised<T> {
  topics: readonly Topic[];
  /** Entries; the one that was not asked for longest goes first. */
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
    const entry = this.entries.get(key) ?? this.begin(key);
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.promise;
  }

  /** What is known and believed at this moment; nothing is asked. */
  peek(key: string): T | undefined {
    return this.changes.isFresh ? this.entries.get(key)?.value : undefined;
  }

  get size(): number {
    return this.entries.size;
  }

  private begin(key: string): Entry<T> {
    const entry: Entry<T> = { promise: orUnavailable(() => this.what.load(key)) };
    if (this.entries.size >= this.what.atMost) {
      const [oldest] = this.entries.keys();
      this.entries.delete(oldest!);
    }
    this.entries.set(key, entry);
    entry.promise.then(
      (value) => {
        entry.value = value;
      },
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
    return entry;
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
