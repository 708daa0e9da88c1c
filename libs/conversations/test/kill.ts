import type { Database } from '@tenantry/database';
import type { Connection } from 'mysql2/promise';
import type { BeforeQueryEvent, EntitySubscriberInterface } from 'typeorm';

/** Kills the connection of the n-th statement before it is sent, and waits until the server is rid of it. */
export function killBefore(database: Database, admin: Connection, nth: number) {
  let seen = 0;
  const subscriber: EntitySubscriberInterface = {
    async beforeQuery({ queryRunner }: BeforeQueryEvent) {
      if (++seen !== nth) return;
      const { threadId } = (await queryRunner.connect()) as { threadId: number };
      await admin.query(`KILL CONNECTION ${threadId}`);
      for (;;) {
        const [left] = await admin.query('SELECT 1 FROM information_schema.processlist WHERE id = ?', [
          threadId,
        ]);
        if ((left as unknown[]).length === 0) return;
      }
    },
  };
  const { subscribers } = database.source;
  subscribers.push(subscriber);
  return {
    /** Says how many statements there were. */
    remove() {
      subscribers.splice(subscribers.indexOf(subscriber), 1);
      return seen;
    },
  };
}
