import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import { emailInput, idInput, publicProcedure, signedInProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { EmailChanges } from './email-changes.service';
import { OwnPasswords } from './own-passwords.service';
import { OwnSessions } from './own-sessions.service';
import type { OwnSession } from './own-sessions.service';
import { ResetRequests } from './reset-requests.service';

const passwordInput = z.string().min(1).max(MAX_PASSWORD);
const tokenInput = z.string().min(1).max(200);

/** Part of `auth`: what people do to their own way in. */
@Injectable()
export class OwnAccessRouter {
  constructor(
    private readonly passwords: OwnPasswords,
    private readonly resetRequests: ResetRequests,
    private readonly emailChanges: EmailChanges,
    private readonly ownSessions: OwnSessions,
  ) {}

  routes() {
    return {
      changePassword: signedInProcedure
        .input(z.strictObject({ current: passwordInput, next: passwordInput }))
        .mutation(({ ctx, input }) => this.passwords.change(ctx.principal, input.current, input.next, ctx)),

      /** Answers the same for every login. */
      requestReset: publicProcedure
        .input(
          z.strictObject({
            login: z.string().trim().min(1).max(254),
            company: z.string().max(255).optional(),
          }),
        )
        .mutation(({ ctx, input }) => this.resetRequests.request(input.login, input.company, ctx)),

      reset: publicProcedure
        .input(z.strictObject({ token: tokenInput, password: passwordInput }))
        .mutation(({ ctx, input }) => this.passwords.reset(input.token, input.password, ctx)),

      requestEmailChange: signedInProcedure
        .input(z.strictObject({ email: emailInput, password: passwordInput }))
        .mutation(({ ctx, input }) =>
          this.emailChanges.request(ctx.principal, input.email, input.password, ctx),
        ),

      confirmEmailChange: publicProcedure
        .input(z.strictObject({ token: tokenInput }))
        .mutation(({ ctx, input }) => this.emailChanges.confirm(input.token, ctx)),

      /** Where one is signed in, the last used first. */
      sessions: signedInProcedure.query(async ({ ctx }) =>
        (await this.ownSessions.list(ctx.principal)).map(sessionView),
      ),

      signOut: signedInProcedure.mutation(({ ctx }) =>
        this.ownSessions.end(ctx.principal, ctx.principal.sessionId, ctx),
      ),

      endSession: signedInProcedure
        .input(z.strictObject({ id: idInput }))
        .mutation(({ ctx, input }) => this.ownSessions.end(ctx.principal, input.id, ctx)),

      endOtherSessions: signedInProcedure.mutation(({ ctx }) =>
        this.ownSessions.endOthers(ctx.principal, ctx),
      ),
    };
  }
}

const sessionView = ({ createdAt, lastUsedAt, expiresAt, ...session }: OwnSession) => ({
  ...session,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
