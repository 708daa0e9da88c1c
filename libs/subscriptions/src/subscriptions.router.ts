import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  DEFAULT_LIMIT,
  emailInput,
  idInput,
  instantInput,
  limitInput,
  operatorTenantProcedure,
  page,
  tenantAdminProcedure,
  tenantProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Contacts } from './contacts.service';
import { Contracts } from './contracts.service';
import type { LedgerEntry } from './ledger-entry.entity';
import { Ledger } from './ledger.service';
import { Overview } from './overview.service';

const key = z.string().regex(/^[\x21-\x7e]{8,100}$/, 'Eight to a hundred ASCII characters.');
const quantity = z.number().int();

@Injectable()
export class SubscriptionsRouter {
  constructor(
    private readonly overview: Overview,
    private readonly contracts: Contracts,
    private readonly ledger: Ledger,
    private readonly contacts: Contacts,
  ) {}

  routes() {
    return {
      /** Contract in force with its figures, all contracts, steps reached, contact addresses. */
      overview: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(z.strictObject({ tenantId: idInput.optional() }))
        .query(({ ctx }) => this.overview.of(ctx.tenantId)),

      /** Purchase history, newest first, each row with the balance after it. */
      ledger: tenantProcedure
        .meta({ feature: 'subscription.view' })
        .input(
          z.strictObject({
            tenantId: idInput.optional(),
            contractId: idInput,
            cursor: cursorInput(idInput),
            limit: limitInput(200),
          }),
        )
        .query(async ({ ctx, input }) => {
          const limit = input.limit ?? DEFAULT_LIMIT;
          const rows = await this.ledger.list(ctx.tenantId, input.contractId, input.cursor, limit);
          return page(rows, limit, ledgerView, (row) => row.id);
        }),

      endContract: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, contractId: idInput, endsAt: instantInput }))
        .mutation(({ ctx, input }) => this.contracts.end(ctx.tenantId, input.contractId, input.endsAt, ctx)),

      refill: operatorTenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput,
            contractId: idInput,
            idempotencyKey: key,
            quantity,
            reason: textInput(500),
            reference: textInput(100).optional(),
            requestedBy: textInput(255).optional(),
            validFrom: instantInput.optional(),
            validTo: instantInput.optional(),
          }),
        )
        .mutation(({ ctx, input: { tenantId, ...input } }) => this.ledger.refill(tenantId, input, ctx)),

      remove: operatorTenantProcedure
        .input(
          z.strictObject({
            tenantId: idInput,
            contractId: idInput,
            idempotencyKey: key,
            quantity,
            reason: textInput(500),
            force: z.boolean(),
          }),
        )
        .mutation(({ ctx, input: { tenantId, ...input } }) => this.ledger.remove(tenantId, input, ctx)),

      editContacts: tenantAdminProcedure
        .meta({ feature: 'subscription.contacts_edit' })
        .input(
          z.strictObject({
            tenantId: idInput.optional(),
            technical: z.array(emailInput).max(40),
            billing: z.array(emailInput).max(40),
          }),
        )
        .mutation(({ ctx, input: { technical, billing } }) =>
          this.contacts.edit(ctx.tenantId, { technical, billing }, ctx),
        ),
    };
  }
}

const ledgerView = (row: LedgerEntry & { balance: number }) => ({
  id: row.id,
  kind: row.kind,
  quantity: row.quantity,
  balance: row.balance,
  reason: row.reason,
  reference: row.reference,
  requestedBy: row.requestedBy,
  recordedBy: row.recordedBy,
  validFrom: row.validFrom.toISOString(),
  validTo: row.validTo?.toISOString() ?? null,
  /** False while its validity lies ahead and it counts for nothing yet. */
  begun: row.begunAt !== null,
  createdAt: row.createdAt.toISOString(),
});
export type LedgerView = ReturnType<typeof ledgerView>;
