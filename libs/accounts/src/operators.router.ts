import { Injectable } from '@nestjs/common';
import {
  emailInput,
  idInput,
  operatorAdminProcedure,
  operatorLogProcedure,
  operatorProcedure,
  operatorSupportProcedure,
  page,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { AccountChanges } from './account-changes.service';
import { languageInput, peopleFilter, stateInput, zoneInput } from './inputs';
import { operatorRoles, Operators } from './operators.service';
import type { OperatorListItem } from './operators.service';
import { Profiles } from './profiles.service';

const one = z.strictObject({ operatorId: idInput });
const role = z.enum(operatorRoles);
const name = textInput(255);
const staff = { kind: 'operator' } as const;

@Injectable()
export class OperatorsRouter {
  constructor(
    private readonly operators: Operators,
    private readonly changes: AccountChanges,
    private readonly profiles: Profiles,
  ) {}

  routes() {
    return {
      list: operatorProcedure
        .input(z.strictObject({ ...peopleFilter, role: role.optional(), state: stateInput.optional() }))
        .query(async ({ input }) => ({
          ...page(await this.operators.list(input), input.limit, operatorView, ({ cursor }) => cursor),
          total: await this.operators.total(input),
        })),

      invite: operatorAdminProcedure
        .input(
          z.strictObject({
            email: emailInput,
            name,
            role,
            language: languageInput.optional(),
            timeZone: zoneInput.optional(),
          }),
        )
        .mutation(({ ctx, input }) => this.operators.invite(input, ctx)),

      resend: operatorSupportProcedure
        .input(one)
        .mutation(({ ctx, input }) => this.operators.resend(input.operatorId, ctx)),

      setRole: operatorAdminProcedure
        .input(one.extend({ role }))
        .mutation(({ ctx, input }) => this.changes.setRole(staff, input.operatorId, input.role, ctx)),

      disable: operatorAdminProcedure
        .input(one)
        .mutation(({ ctx, input }) => this.changes.disable(staff, input.operatorId, ctx)),

      enable: operatorAdminProcedure
        .input(one)
        .mutation(({ ctx, input }) => this.changes.enable(staff, input.operatorId, ctx)),

      remove: operatorAdminProcedure
        .input(one)
        .mutation(({ ctx, input }) => this.changes.remove(staff, input.operatorId, ctx)),

      resetSecondFactor: operatorAdminProcedure
        .input(one)
        .mutation(({ ctx, input }) => this.changes.resetSecondFactor(staff, input.operatorId, ctx)),

      /** One's own, whatever the role. */
      profile: operatorLogProcedure.query(({ ctx }) => this.profiles.ofOperator(ctx.principal)),

      editProfile: operatorLogProcedure
        .input(z.strictObject({ name, language: languageInput, timeZone: zoneInput }))
        .mutation(({ ctx, input }) => this.profiles.editOperator(ctx.principal, input, ctx)),
    };
  }
}

const operatorView = ({
  invitationExpiresAt,
  lastSignedInAt,
  createdAt,
  cursor: _cursor,
  ...operator
}: OperatorListItem) => ({
  ...operator,
  invitationExpiresAt: invitationExpiresAt?.toISOString() ?? null,
  lastSignedInAt: lastSignedInAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
export type OperatorView = ReturnType<typeof operatorView>;
