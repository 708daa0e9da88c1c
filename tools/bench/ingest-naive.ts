import { newIdBytes } from '@tenantry/kernel';
import type { ConversationReport } from '@tenantry/conversations';
import type { DataSource, EntityManager } from 'typeorm';

export interface NaiveTenant {
  id: Buffer;
  contractId: Buffer;
}

const MINUTES = 60;

/**
 * The way it is written first: one TypeORM transaction an event, on the same tables, with the query builder.
 * In order of arrival only; it does less than the product and is what the product is measured against.
 */
export async function reportNaively(
  source: DataSource,
  tenants: Map<string, NaiveTenant>,
  report: ConversationReport,
): Promise<void> {
  await source.transaction('READ COMMITTED', async (manager) => {
    const { id: tenantId, contractId } = tenants.get(report.tenant!)!;
    const startedAt = new Date(report.startedAt);
    const known = await manager.query(
      'SELECT 1 FROM conversation_ids WHERE tenant_id = ? AND conversation_id = ?',
      [tenantId, report.id],
    );
    if (known.length > 0) return;
    await insert(manager, 'conversation_ids', {
      tenant_id: tenantId,
      conversation_id: report.id,
      started_at: startedAt,
      content_hash: Buffer.alloc(16),
      flush_id: 0,
    });
    const personId = await personOf(manager, tenantId, report, startedAt);
    await insert(manager, 'conversations', {
      tenant_id: tenantId,
      started_at: startedAt,
      conversation_id: report.id,
      person_id: personId,
      channel: report.channel,
      initiated_by: report.initiatedBy,
      party: report.party,
      agent_name: report.agentName ?? null,
      subject: report.subject ?? null,
    });
    const [counter] = await manager.query(
      'SELECT consumed FROM contract_counters WHERE contract_id = ? FOR UPDATE',
      [contractId],
    );
    const [last] = await manager.query(
      `SELECT started_at FROM sessions WHERE contract_id = ? AND person_id = ? AND channel = ?
       ORDER BY started_at DESC LIMIT 1`,
      [contractId, personId, report.channel],
    );
    if (last && startedAt.getTime() < last.started_at.getTime() + MINUTES * 60_000) return;
    await insert(manager, 'sessions', {
      tenant_id: tenantId,
      started_at: startedAt,
      id: newIdBytes(),
      contract_id: contractId,
      person_id: personId,
      channel: report.channel,
      conversation_id: report.id,
      initiated_by: report.initiatedBy,
    });
    await manager.query('UPDATE contract_counters SET consumed = ? WHERE contract_id = ?', [
      Number(counter.consumed) + 1,
      contractId,
    ]);
  });
}

async function personOf(
  manager: EntityManager,
  tenantId: Buffer,
  { user }: ConversationReport,
  seenAt: Date,
): Promise<Buffer> {
  const id = Buffer.alloc(16);
  id.write(user!.reference.slice(-16));
  await manager.query(
    `INSERT INTO people (tenant_id, id, reference, name, email, role, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE name = VALUES(name), email = VALUES(email), seen_at = VALUES(seen_at)`,
    [tenantId, id, user!.reference, user!.name, user!.email, user!.role, seenAt],
  );
  return id;
}

const insert = (manager: EntityManager, table: string, row: Record<string, unknown>) =>
  manager.createQueryBuilder().insert().into(table).values(row).execute();
