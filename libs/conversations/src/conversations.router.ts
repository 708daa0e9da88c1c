import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  DEFAULT_LIMIT,
  idInput,
  instantInput,
  limitInput,
  meteringProcedure,
  operatorTenantProcedure,
  page,
  tenantProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import { ContractOpening } from './contract-opening.service';
import { ConversationHistory } from './conversation-history.service';
import { Ingest } from './ingest.service';
import { Joins } from './joins.service';
import { cursorAt } from './paging';
import type { ConversationReport, JoinReport } from './report';
import { SessionHistory } from './session-history.service';

export const MAX_REPORTS = 1_000;

const keyset = cursorInput(
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z~[\x21-\x7e]{1,100}$/, 'Not a cursor.')
    .refine((cursor) => !Number.isNaN(Date.parse(cursor.split('~')[0]!)), 'Not a cursor.'),
);
const pageInput = z.strictObject({
  tenantId: idInput.optional(),
  from: instantInput.optional(),
  to: instantInput.optional(),
  cursor: keyset,
  limit: limitInput(200),
});
/** Each is checked by itself, so that one malformed report does not refuse the others. */
const reportsOf = <T>() => z.array(z.custom<T>()).min(1).max(MAX_REPORTS);

@Injectable()
export class ConversationsRouter {
  constructor(
    private readonly ingest: Ingest,
    private readonly joins: Joins,
    private readonly sessions: SessionHistory,
    private readonly conversations: ConversationHistory,
    private readonly opening: ContractOpening,
  ) {}

  routes() {
    return {
      /** Up to 1,000 conversations, each with its own outcome. Safe to repeat: the same id counts once. */
      report: meteringProcedure('conversations:write')
        .input(z.strictObject({ conversations: reportsOf<ConversationReport>() }))
        .mutation(async ({ ctx, input }) => ({
          results: await this.ingest.report(input.conversations, ctx.principal),
        })),

      /** Hand-overs of conversations reported before. */
      joined: meteringProcedure('conversations:write')
        .input(z.strictObject({ joins: reportsOf<JoinReport>() }))
        .mutation(async ({ ctx, input }) => ({
          results: await this.joins.report(input.joins, ctx.principal),
        })),
    };
  }

  /** What this lib adds to the `subscription` router. */
  subscriptionRoutes() {
    return {
      /** Counts the conversations already recorded in the contract's time, and says how many sessions they are. */
      createContract: operatorTenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput,
            type: z.literal('session'),
            sessionMinutes: z.number().int(),
            startsAt: instantInput,
            endsAt: instantInput.nullable(),
          }),
        )
        .mutation(({ ctx, input: { tenantId, ...contract } }) => this.opening.open(tenantId, contract, ctx)),

      sessions: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(pageInput.extend({ contractId: idInput.optional() }))
        .query(async ({ ctx, input: { contractId, limit = DEFAULT_LIMIT, ...rest } }) => {
          const rows = await this.sessions.list(ctx.tenantId, contractId, { ...rest, limit });
          return page(rows, limit, sessionView, (row) => cursorAt(row.startedAt, row.id));
        }),

      /** Of the tenant, or of one session. */
      conversations: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(pageInput.extend({ sessionId: idInput.optional() }))
        .query(async ({ ctx, input: { sessionId, limit = DEFAULT_LIMIT, ...rest } }) => {
          const rows = await this.conversations.list(ctx.tenantId, sessionId, { ...rest, limit });
          return page(rows, limit, conversationView, (row) => cursorAt(row.startedAt, row.conversationId));
        }),

      conversation: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(z.strictObject({ tenantId: idInput.optional(), conversationId: z.string().max(100) }))
        .query(async ({ ctx, input }) => {
          const { joins, sessionId, ...row } = await this.conversations.byId(
            ctx.tenantId,
            input.conversationId,
          );
          return {
            ...conversationView(row),
            sessionId,
            joins: joins.map(({ agentName, joinedAt }) => ({ agentName, joinedAt: joinedAt.toISOString() })),
          };
        }),
    };
  }
}

type SessionRow = Awaited<ReturnType<SessionHistory['list']>>[number];
type ConversationRow = Awaited<ReturnType<ConversationHistory['list']>>[number];

const sessionView = (row: SessionRow) => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
});

const conversationView = (row: ConversationRow) => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  agentJoinedAt: row.agentJoinedAt?.toISOString() ?? null,
});

export type SessionView = ReturnType<typeof sessionView>;
export type ConversationView = ReturnType<typeof conversationView>;
