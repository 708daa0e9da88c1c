import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src';

const PATIENCE = 20_000;
/** The server shows the same again to whoever asks sooner than 100 ms after the last time. */
const PAUSE = 150;

/** Resolves once a transaction of this schema waits for another's lock; throws when none comes to that. */
export async function untilOneWaits({ source }: Database): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const waiting: unknown[] = await source.query(
      `SELECT 1 FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`,
    );
    if (waiting.length > 0) return;
    if (Date.now() > end) throw new Error('Nobody waits for a lock');
    await delay(PAUSE);
  }
}
