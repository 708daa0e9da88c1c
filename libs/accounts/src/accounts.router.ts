import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import { DomainError } from '@tenantry/kernel';
import {
  cursorInput,
  idInput,
  limitInput,
  page,
  publicProcedure,
  tenantAdminProcedure,
  tenantProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Activations } from './activations.service';
import { Users } from './users.service';
import type { UserListItem } from './users.service';

const passwordInput = z.string().min(1).max(MAX_PASSWORD);
const tokenInput = z.string().min(1).max(200);

/** Who else works here is for operators and the tenant's admins. */
const staffProcedure = tenantProcedure.use(({ ctx, next }) => {
  if (ctx.principal.kind === 'user' && ctx.principal.role !== 'admin')
    throw new DomainError('forbidden', 'Your account is not allowed to do this.', { code: 'not_allowed' });
  return next();
});

@Injectable()
export class AccountsRouter {
  constructor(
    private readonly activations: Activations,
    private readonly users: Users,
  ) {}

  routes() {
    return {
      /** Part of `auth`: what the link in an activation mail opens. */
      activations: {
        /** What the form shows. Looking leaves the link alive. */
        activation: publicProcedure
          .input(z.strictObject({ token: tokenInput }))
          .query(({ ctx, input }) => this.activations.view(input.token, ctx.host)),

        activate: publicProcedure
          .input(z.strictObject({ token: tokenInput, password: passwordInput }))
          .mutation(({ ctx, input }) => this.activations.activate(input.token, input.password, ctx)),
      },

      users: {
        list: staffProcedure
          .input(
            z.strictObject({
              tenantId: idInput.optional(),
              cursor: cursorInput(idInput),
              limit: limitInput(100),
            }),
          )
          .query(async ({ ctx, input }) =>
            page(await this.users.list(ctx.tenantId, input), input.limit, userView, ({ id }) => id),
          ),

        resendActivation: tenantAdminProcedure
          .input(z.strictObject({ tenantId: idInput.optional(), userId: idInput }))
          .mutation(({ ctx, input }) => this.users.resendActivation(ctx.tenantId, input.userId, ctx)),
      },
    };
  }
}

const userView = ({ activationExpiresAt, lastSignedInAt, createdAt, ...user }: UserListItem) => ({
  ...user,
  activationExpiresAt: activationExpiresAt?.toISOString() ?? null,
  lastSignedInAt: lastSignedInAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
export type UserView = ReturnType<typeof userView>;
