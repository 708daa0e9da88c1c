import { Injectable } from '@nestjs/common';
import { DomainError } from '@tenantry/kernel';
import {
  cursorInput,
  idInput,
  limitInput,
  page,
  publicProcedure,
  signedInProcedure,
  tenantAdminProcedure,
  tenantProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import { Activations } from './activations.service';
import { Gate } from './gate.service';
import { OwnPasswords } from './own-passwords.service';
import { MAX_PASSWORD } from './passwords';
import { SignIns } from './sign-ins.service';
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

/**
 * Prolonging a session is part of reading a page: its row is the record, and a page opened through a link from
 * elsewhere must not fail. Nothing a browser adds by itself is enough for it.
 */
const refreshProcedure = publicProcedure.meta({ access: 'public', metering: true });

@Injectable()
export class AccountsRouter {
  constructor(
    private readonly gate: Gate,
    private readonly signIns: SignIns,
    private readonly ownPasswords: OwnPasswords,
    private readonly activations: Activations,
    private readonly users: Users,
  ) {}

  routes() {
    return {
      gate: {
        /** Whose host this is, and who is looking at it. */
        current: publicProcedure.query(({ ctx }) => this.gate.current(ctx.principal, ctx.host)),
      },

      auth: {
        signIn: publicProcedure
          .input(
            z.strictObject({
              login: z.string().trim().min(1).max(254),
              password: passwordInput,
              company: z.string().max(255).optional(),
            }),
          )
          .mutation(async ({ ctx, input }) => {
            const { accessExpiresAt, expiresAt, ...signedIn } = await this.signIns.signIn(input, ctx);
            return {
              ...signedIn,
              accessExpiresAt: accessExpiresAt.toISOString(),
              expiresAt: expiresAt.toISOString(),
            };
          }),

        refresh: refreshProcedure
          .input(z.strictObject({ sessionToken: tokenInput }))
          .mutation(async ({ ctx, input }) => {
            const { accessToken, accessExpiresAt } = await this.signIns.refresh(input.sessionToken, ctx.host);
            return { accessToken, accessExpiresAt: accessExpiresAt.toISOString() };
          }),

        signOut: signedInProcedure.mutation(({ ctx }) => this.signIns.signOut(ctx.principal, ctx)),

        changePassword: signedInProcedure
          .input(z.strictObject({ current: passwordInput, next: passwordInput }))
          .mutation(({ ctx, input }) =>
            this.ownPasswords.change(ctx.principal, input.current, input.next, ctx),
          ),

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
