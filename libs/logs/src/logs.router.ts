import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  idInput,
  instantInput,
  limitInput,
  operatorLogProcedure,
  page,
  tenantLogProcedure,
} from '@tenantry/trpc';
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
  'permission',
  'system',
] as const;

const filter = {
  type: z.enum(logTypes).optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  cursor: cursorInput(idInput),
  limit: limitInput(200),
};

@Injectable()
export class LogsRouter {
  constructor(private readonly logs: OperationLogs) {}

  routes() {
    return {
      /** One tenant's log, newest first; operators pass the tenant. */
      list: tenantLogProcedure
        .meta({ feature: 'log.operation' })
        .input(z.strictObject({ tenantId: idInput.optional(), ...filter }))
        .query(async ({ ctx, input }) =>
          page(await this.logs.list(ctx.tenantId, input), input.limit, view, (row) => row.id),
        ),

      /** The platform's own log: its operators, its keys, sign-ins that belong to no tenant. */
      platform: operatorLogProcedure
        .input(z.strictObject(filter))
        .query(async ({ input }) =>
          page(await this.logs.list(null, input), input.limit, view, ({ id }) => id),
        ),

      byId: tenantLogProcedure
        .meta({ feature: 'log.operation' })
        .input(z.strictObject({ tenantId: idInput.optional(), id: idInput }))
        .query(async ({ ctx, input }) => view(await this.logs.byId(ctx.tenantId, input.id))),

      platformById: operatorLogProcedure
        .input(z.strictObject({ id: idInput }))
        .query(async ({ input }) => view(await this.logs.byId(null, input.id))),
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
    onBehalfOf: row.onBehalfOf,
    target: row.targetKind ? { kind: row.targetKind, id: row.targetId!, name: row.targetName } : null,
    before: row.before ? (JSON.parse(row.before) as Record<string, unknown>) : null,
    after: row.after ? (JSON.parse(row.after) as Record<string, unknown>) : null,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
  };
}
export type LogView = ReturnType<typeof view>;
