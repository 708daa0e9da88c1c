import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import { publicProcedure, signedInProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { Gate } from './gate.service';
import { OwnPasswords } from './own-passwords.service';
import { SignIns } from './sign-ins.service';

const passwordInput = z.string().min(1).max(MAX_PASSWORD);
const tokenInput = z.string().min(1).max(200);

/**
 * Prolonging a session is part of reading a page: its row is the record, and a page opened through a link from
 * elsewhere must not fail. Nothing a browser adds by itself is enough for it.
 */
const refreshProcedure = publicProcedure.meta({ access: 'public', metering: true });

@Injectable()
export class SignInRouter {
  constructor(
    private readonly gate: Gate,
    private readonly signIns: SignIns,
    private readonly ownPasswords: OwnPasswords,
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
      },
    };
  }
}
