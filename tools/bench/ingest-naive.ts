import { bytesToId, newId } from '@tenantry/kernel';
import type { ConversationReport } from '@tenantry/conversations';
import type { DataSource, EntityManager } from 'typeorm';
import { Conversation, ConversationId, Person } from '../../libs/conversations/src/conversation.entity';
import { Session } from '../../libs/conversations/src/session.entity';
import { ContractCounter } from '../../libs/subscriptions/src/contract.entity';

export interface NaiveTenant {
  id: string;
  contractId: string;
}

const MINUTES = 60;

/**
 * The way it is written first: one TypeORM transaction an event, through repositories, on the same tables. In
 * order of arrival only; it does less than the product and is what the product is measured against.
 */
export async function reportNaively(
  source: DataSource,
  tenants: Map<string, NaiveTenant>,
  report: ConversationReport,
): Promise<void> {
  await source.transaction('READ COMMITTED', async (manager) => {
    const { id: tenantId, contractId } = tenants.get(report.tenant!)!;
    const { id: conversationId, channel, initiatedBy, party } = report;
    const startedAt = new Date(report.startedAt);
    if (await manager.existsBy(ConversationId, { tenantId, conversationId })) return;
    await manager.insert(ConversationId, {
      tenantId,
      conversationId,
      startedAt,
      contentHash: Buffer.alloc(16),
      flushId: 0,
    });
    const personId = await personOf(manager, tenantId, report, startedAt);
    await manager.insert(Conversation, {
      tenantId,
      startedAt,
      conversationId,
      personId,
      channel,
      initiatedBy,
      party,
      agentName: report.agentName ?? null,
      subject: report.subject ?? null,
    });
    const counter = await manager.findOneOrFail(ContractCounter, {
      where: { contractId },
      lock: { mode: 'pessimistic_write' },
    });
    const last = await manager.findOne(Session, {
      where: { contractId, personId, channel },
      order: { startedAt: 'DESC' },
    });
    if (last && startedAt.getTime() < last.startedAt.getTime() + MINUTES * 60_000) return;
    await manager.insert(Session, {
      tenantId,
      startedAt,
      id: newId(),
      contractId,
      personId,
      channel,
      conversationId,
      initiatedBy,
    });
    await manager.update(ContractCounter, { contractId }, { consumed: counter.consumed + 1 });
  });
}

async function personOf(
  manager: EntityManager,
  tenantId: string,
  { user }: ConversationReport,
  seenAt: Date,
): Promise<string> {
  const bytes = Buffer.from(tenantId.slice(0, 8) + user!.reference.padStart(24, '0').slice(-24), 'latin1');
  const id = bytesToId(bytes.subarray(bytes.length - 16));
  const { reference, name, email, role } = user!;
  const details = { reference, name: name ?? null, email: email ?? null, role: role ?? null };
  const seen = { nameAt: seenAt, emailAt: seenAt, roleAt: seenAt };
  await manager.upsert(Person, { tenantId, id, ...details, ...seen }, ['tenantId', 'id']);
  return id;
}
