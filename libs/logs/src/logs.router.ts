import { Injectable } from '@nestjs/common';
import { cursorInput, idInput, instantInput, limitInput, page, tenantProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import type { OperationLogRow } from './operation-log-row.entity';
import { OperationLogs } from './operation-logs.service';

export const logTypes = [
  'tenant',
  'user',
  'sign_in',
  'subscription',
  'settings',
  'export',
  'key',
  'system',
] as const;

@Injectable()
export class LogsRouter {
  constructor(private readonly logs: OperationLogs) {}

  routes() {
    return {
      /** One tenant's log, newest first; operators pass the tenant. */
      list: tenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput.optional(),
            type: z.enum(logTypes).optional(),
            from: instantInput.optional(),
            to: instantInput.optional(),
            cursor: cursorInput(idInput),
            limit: limitInput(200),
          }),
        )
        .query(async ({ ctx, input }) =>
          page(await this.logs.list(ctx.tenantId, input), input.limit, view, (row) => row.id),
        ),

      byId: tenantProcedure
        .input(z.strictObject({ tenantId: idInput.optional(), id: idInput }))
        .query(async ({ ctx, input }) => view(await this.logs.byId(ctx.tenantId, input.id))),
    };
  }
}

function view(row: OperationLogRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    type: row.type,
    action: row.action,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    target: row.targetKind ? { kind: row.targetKind, id: row.targetId!, name: row.targetName } : null,
    before: row.before ? (JSON.parse(row.before) as Record<string, unknown>) : null,
    after: row.after ? (JSON.parse(row.after) as Record<string, unknown>) : null,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
  };
}
export type LogView = ReturnType<typeof view>;
