import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { errnoOf } from '@tenantry/kernel';
import { DataSource } from 'typeorm';
import type { EntityManager, EntityTarget, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';

interface Running {
  manager: EntityManager;
  afterCommit: (() => void)[];
}

const DEADLOCK = 1213;
const LOCK_TIMEOUT = 1205;
const ATTEMPTS = 6;

export const isDuplicate = (error: unknown): boolean => errnoOf(error) === 1062;

@Injectable()
export class Database {
  private readonly running = new AsyncLocalStorage<Running>();

  constructor(readonly source: DataSource) {}

  /** The running transaction. Asking outside one is a mistake in the program, so it throws. */
  get manager(): EntityManager {
    const running = this.running.getStore();
    if (!running) throw new Error('This write needs a transaction: call it inside Database.transaction');
    return running.manager;
  }

  /** For reads: the running transaction, which sees its own writes, or else the pool. */
  get read(): EntityManager {
    return this.running.getStore()?.manager ?? this.source.manager;
  }

  get inTransaction(): boolean {
    return this.running.getStore() !== undefined;
  }

  query<T = Record<string, unknown>[]>(sql: string, parameters?: unknown[]): Promise<T> {
    return this.read.query(sql, parameters as unknown[]) as Promise<T>;
  }

  /**
   * In the running transaction, in one statement: what the database fills in is not read back. By hand, for the query
   * builder takes as long over an insert as the server does. Columns without a value get their default.
   */
  async insert<E extends ObjectLiteral>(
    entity: EntityTarget<E>,
    row: QueryDeepPartialEntity<E>,
  ): Promise<void> {
    const { tableName, columns } = this.source.getMetadata(entity);
    const all = row as Record<string, unknown>;
    const given = columns.filter(({ propertyName }) => all[propertyName] !== undefined);
    const values = given.map(({ propertyName, transformer }) => {
      const value = all[propertyName];
      return transformer && !Array.isArray(transformer) ? (transformer.to(value) as unknown) : value;
    });
    const names = given.map(({ databaseName }) => `\`${databaseName}\``).join(', ');
    await this.manager.query(`INSERT INTO \`${tableName}\` (${names}) VALUES (?)`, [values]);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction, joining an outer one. Deadlocks and lock timeouts undo
   * everything and run `work` again, so it must not touch anything but the database.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.running.getStore()) return work();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        const errno = errnoOf(error);
        if ((errno !== DEADLOCK && errno !== LOCK_TIMEOUT) || attempt === ATTEMPTS) throw error;
        await delay(Math.random() * 2 ** attempt * 4);
      }
    }
  }

  /** Runs once the current transaction has committed; at once when there is none. */
  afterCommit(action: () => void): void {
    const running = this.running.getStore();
    if (running) running.afterCommit.push(action);
    else action();
  }

  private async once<T>(work: () => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    const running: Running = { manager: runner.manager, afterCommit: [] };
    try {
      await runner.startTransaction();
      const result = await this.running.run(running, work);
      await runner.commitTransaction();
      for (const action of running.afterCommit) action();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
