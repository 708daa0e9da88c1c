import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, firstIdAt, idToBytes, newId, notFound, Vault } from '@tenantry/kernel';
import type { LogEntry, Who } from '@tenantry/kernel';
import { maskedJson } from './mask';
import { OperationLogRow } from './operation-log-row.entity';

/** The platform's own rows stand under this tenant. */
export const PLATFORM = '00000000-0000-0000-0000-000000000000';
const MAX_PAGE = 200;

export interface LogFilter {
  type?: string;
  from?: Date;
  to?: Date;
  cursor?: string;
  limit?: number;
}

@Injectable()
export class OperationLogs {
  private readonly gathering = new AsyncLocalStorage<OperationLogRow[]>();

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** Writes one row in the running transaction; outside one it throws, and the change with it. */
  async record(who: Omit<Who, 'record'>, entry: LogEntry): Promise<void> {
    const actor = entry.actor ?? who.actor;
    const row = {
      tenantId: (entry.tenantId === undefined ? who.tenantId : entry.tenantId) ?? PLATFORM,
      id: newId(),
      at: this.clock.now(),
      type: entry.type,
      action: entry.action,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name.slice(0, 255),
      onBehalfOf: entry.onBehalfOf?.slice(0, 255) ?? null,
      targetKind: entry.target?.kind ?? null,
      targetId: entry.target?.id ?? null,
      targetName: entry.target?.name?.slice(0, 255) ?? null,
      before: maskedJson(entry.before),
      after: maskedJson(entry.after),
      ip: who.ip,
      userAgent: who.userAgent?.slice(0, 255) ?? null,
      requestId: who.requestId,
    };
    const mac = this.vault.mac('operation-log', JSON.stringify(Object.values(row)));
    const gathered = this.gathering.getStore();
    if (gathered) gathered.push({ ...row, mac });
    else await this.write([{ ...row, mac }]);
  }

  /** In the running transaction: what `work` records for many is written in one statement, when it is done. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    const gathered: OperationLogRow[] = [];
    const result = await this.gathering.run(gathered, work);
    if (gathered.length > 0) await this.write(gathered);
    return result;
  }

  /** A job or rule of the platform itself, acting on a tenant. */
  asSystem(name: string, tenantId: string): Who {
    const who = {
      actor: { kind: 'system' as const, id: null, name },
      tenantId,
      host: null,
      ip: null,
      userAgent: null,
      requestId: newId(),
    };
    return { ...who, record: (entry) => this.record(who, entry) };
  }

  /** Newest first. A page holds one row more than asked when there is a next page. */
  async list(tenantId: string | null, filter: LogFilter): Promise<OperationLogRow[]> {
    const limit = Math.min(filter.limit ?? 50, MAX_PAGE);
    const query = this.database.read
      .createQueryBuilder(OperationLogRow, 'row')
      .where('row.tenantId = :tenantId', { tenantId: idToBytes(tenantId ?? PLATFORM) })
      .orderBy('row.id', 'DESC')
      .take(limit + 1);
    if (filter.type) query.andWhere('row.type = :type', { type: filter.type });
    if (filter.from) query.andWhere('row.id >= :from', { from: idToBytes(firstIdAt(filter.from)) });
    if (filter.to) query.andWhere('row.id < :to', { to: idToBytes(firstIdAt(filter.to)) });
    if (filter.cursor) query.andWhere('row.id < :cursor', { cursor: idToBytes(filter.cursor) });
    return query.getMany();
  }

  /** What was written of one thing, before and after each of its changes; looks through all rows of the type. */
  async statesOf(
    tenantId: string | null,
    type: string,
    targetId: string,
  ): Promise<Record<string, unknown>[]> {
    const rows = await this.database.read.find(OperationLogRow, {
      select: { before: true, after: true },
      where: { tenantId: tenantId ?? PLATFORM, type, targetId },
    });
    const states = rows.flatMap(({ before, after }) => [before, after]).filter((state) => state !== null);
    return states.map((state) => JSON.parse(state) as Record<string, unknown>);
  }

  async byId(tenantId: string | null, id: string): Promise<OperationLogRow> {
    const row = await this.database.read.findOneBy(OperationLogRow, {
      tenantId: tenantId ?? PLATFORM,
      id,
    });
    if (!row) throw notFound('log entry');
    return row;
  }

  /** By hand, because every change pays for it; fields come in the order of the columns. */
  private async write(rows: OperationLogRow[]): Promise<void> {
    await this.database.manager.query(
      `INSERT INTO operation_log (tenant_id, id, at, type, action, actor_kind, actor_id, actor_name, on_behalf_of,
         target_kind, target_id, target_name, state_before, state_after, ip, user_agent, request_id, mac) VALUES ?`,
      [rows.map(({ tenantId, id, ...row }) => [idToBytes(tenantId), idToBytes(id), ...Object.values(row)])],
    );
  }
}
