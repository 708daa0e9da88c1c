import type { Database } from '@tenantry/database';
import { idToBytes } from '@tenantry/kernel';

export interface ThresholdMail {
  to: string;
  language: string;
  highest: number;
  steps: number[];
  consumed: number;
  purchased: number;
}

/** Threshold mails of a tenant, oldest first, as they stand in the outbox. */
export async function thresholdMails(database: Database, tenantId: string): Promise<ThresholdMail[]> {
  const rows = await database.query<{ to_address: string; language: string; params: string }[]>(
    `SELECT to_address, language, params FROM outbox
     WHERE tenant_id = ? AND letter = 'threshold' ORDER BY id`,
    [idToBytes(tenantId)],
  );
  return rows.map(({ to_address: to, language, params }) => {
    const { steps, highest, consumed, purchased } = JSON.parse(params) as Omit<ThresholdMail, 'steps'> & {
      steps: { step: number }[];
    };
    return { to, language, highest, steps: steps.map(({ step }) => step), consumed, purchased };
  });
}

/** `step/arming` of each claim. */
export async function claims(database: Database, tenantId: string): Promise<string[]> {
  const rows = await database.query<{ step: number; arming: number }[]>(
    'SELECT step, arming FROM threshold_claims WHERE tenant_id = ? ORDER BY arming, step',
    [idToBytes(tenantId)],
  );
  return rows.map(({ step, arming }) => `${step}/${arming}`);
}

/** The use that reached each step, as its claims say. */
export async function claimedAt(database: Database, tenantId: string): Promise<number[]> {
  const rows = await database.query<{ consumed: string }[]>(
    'SELECT consumed FROM threshold_claims WHERE tenant_id = ? ORDER BY arming, step',
    [idToBytes(tenantId)],
  );
  return rows.map(({ consumed }) => Number(consumed));
}
