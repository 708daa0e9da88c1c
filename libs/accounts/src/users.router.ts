import { Injectable } from '@nestjs/common';
import {
  emailInput,
  idInput,
  memberProcedure,
  page,
  staffProcedure,
  tenantAdminProcedure,
  tenantSupportProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { AccountChanges } from './account-changes.service';
import { AddressCorrections } from './address-corrections.service';
import { languageInput, peopleFilter, stateInput, zoneInput } from './inputs';
import { Profiles } from './profiles.service';
import { UserList } from './user-list.service';
import type { UserListItem } from './user-list.service';
import { userRoles, Users } from './users.service';

const tenant = { tenantId: idInput.optional() };
const one = z.strictObject({ ...tenant, userId: idInput });
const role = z.enum(userRoles);
const name = textInput(100);

const of = (tenantId: string) => ({ kind: 'user', tenantId }) as const;

@Injectable()
export class UsersRouter {
  constructor(
    private readonly users: Users,
    private readonly userList: UserList,
    private readonly changes: AccountChanges,
    private readonly profiles: Profiles,
    private readonly corrections: AddressCorrections,
  ) {}

  /** A tenant's people: for its admins, and for operators who name the tenant. */
  routes() {
    return {
      list: staffProcedure
        .meta({ feature: 'agent.manage' })
        .input(
          z.strictObject({ ...tenant, ...peopleFilter, role: role.optional(), state: stateInput.optional() }),
        )
        .query(async ({ ctx, input }) => ({
          ...page(
            await this.userList.page(ctx.tenantId, input),
            input.limit,
            userView,
            ({ cursor }) => cursor,
          ),
          total: await this.userList.total(ctx.tenantId, input),
        })),

      invite: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(
          z.strictObject({
            ...tenant,
            username: name,
            firstName: name,
            lastName: name,
            email: emailInput,
            role,
            notification: z.enum(['activation_link', 'login_information']).optional(),
            language: languageInput.optional(),
            timeZone: zoneInput.optional(),
          }),
        )
        .mutation(({ ctx, input: { tenantId: _named, ...user } }) =>
          this.users.invite(ctx.tenantId, user, ctx),
        ),

      resend: tenantSupportProcedure
        .meta({ feature: 'agent.manage' })
        .input(one)
        .mutation(({ ctx, input }) => this.users.resend(ctx.tenantId, input.userId, ctx)),

      /** Before activation, where the address was wrong: what went to the old one opens nothing any more. */
      correctAddress: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one.extend({ email: emailInput }))
        .mutation(({ ctx, input }) => this.corrections.correct(ctx.tenantId, input.userId, input.email, ctx)),

      setRole: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one.extend({ role }))
        .mutation(({ ctx, input }) => this.changes.setRole(of(ctx.tenantId), input.userId, input.role, ctx)),

      disable: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one)
        .mutation(({ ctx, input }) => this.changes.disable(of(ctx.tenantId), input.userId, ctx)),

      enable: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one)
        .mutation(({ ctx, input }) => this.changes.enable(of(ctx.tenantId), input.userId, ctx)),

      remove: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one)
        .mutation(({ ctx, input }) => this.changes.remove(of(ctx.tenantId), input.userId, ctx)),

      resetSecondFactor: tenantAdminProcedure
        .meta({ feature: 'agent.manage' })
        .input(one)
        .mutation(({ ctx, input }) => this.changes.resetSecondFactor(of(ctx.tenantId), input.userId, ctx)),

      /** One's own. */
      profile: memberProcedure.query(({ ctx }) => this.profiles.ofUser(ctx.principal)),

      editProfile: memberProcedure
        .input(
          z.strictObject({
            firstName: name,
            lastName: name,
            language: languageInput.nullable(),
            timeZone: zoneInput.nullable(),
          }),
        )
        .mutation(({ ctx, input }) => this.profiles.editUser(ctx.principal, input, ctx)),
    };
  }
}

const userView = ({
  activationExpiresAt,
  lastSignedInAt,
  createdAt,
  cursor: _cursor,
  ...user
}: UserListItem) => ({
  ...user,
  activationExpiresAt: activationExpiresAt?.toISOString() ?? null,
  lastSignedInAt: lastSignedInAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
export type UserView = ReturnType<typeof userView>;
