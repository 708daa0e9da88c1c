import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import { emailInput, idInput, publicProcedure, router, signedInProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { EmailChanges } from './email-changes.service';
import { OwnPasswords } from './own-passwords.service';
import { OwnSecondFactor } from './own-second-factor.service';
import { OwnSessions } from './own-sessions.service';
import type { OwnSession } from './own-sessions.service';
import { ResetRequests } from './reset-requests.service';

const passwordInput = z.string().min(1).max(MAX_PASSWORD);
const tokenInput = z.string().min(1).max(200);
const codeInput = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'Six digits.');

/** The code is the app's or a recovery code. */
const proofInput = z.strictObject({ password: passwordInput, code: z.string().trim().min(1).max(40) });

/** Part of `auth`: what people do to their own way in. */
@Injectable()
export class OwnAccessRouter {
  constructor(
    private readonly passwords: OwnPasswords,
    private readonly resetRequests: ResetRequests,
    private readonly emailChanges: EmailChanges,
    private readonly ownSessions: OwnSessions,
    private readonly secondFactor: OwnSecondFactor,
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

      /** For the form; looking leaves the link alive. */
      resetLink: publicProcedure
        .input(z.strictObject({ token: tokenInput }))
        .query(({ ctx, input }) => this.passwords.resetLink(input.token, ctx.host)),

      reset: publicProcedure
        .input(z.strictObject({ token: tokenInput, password: passwordInput }))
        .mutation(({ ctx, input }) => this.passwords.reset(input.token, input.password, ctx)),

      requestEmailChange: signedInProcedure
        .input(z.strictObject({ email: emailInput, password: passwordInput }))
        .mutation(({ ctx, input }) =>
          this.emailChanges.request(ctx.principal, input.email, input.password, ctx),
        ),

      /** For the page that asks; looking leaves the link alive. */
      emailChangeLink: publicProcedure
        .input(z.strictObject({ token: tokenInput }))
        .query(({ ctx, input }) => this.emailChanges.link(input.token, ctx.host)),

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

      totp: router({
        state: signedInProcedure.query(async ({ ctx }) => {
          const { since, ...state } = await this.secondFactor.state(ctx.principal);
          return { ...state, since: since?.toISOString() ?? null };
        }),

        begin: signedInProcedure.mutation(({ ctx }) => this.secondFactor.begin(ctx.principal, ctx)),

        /** Shows the recovery codes, this once. */
        confirm: signedInProcedure
          .input(z.strictObject({ code: codeInput }))
          .mutation(({ ctx, input }) => this.secondFactor.confirm(ctx.principal, input.code, ctx)),

        /** Shows the new ones, this once. */
        newRecoveryCodes: signedInProcedure
          .input(proofInput)
          .mutation(({ ctx, input }) =>
            this.secondFactor.renewRecoveryCodes(ctx.principal, input.password, input.code, ctx),
          ),

        disable: signedInProcedure
          .input(proofInput)
          .mutation(({ ctx, input }) =>
            this.secondFactor.disable(ctx.principal, input.password, input.code, ctx),
          ),
      }),
    };
  }
}

const sessionView = ({ createdAt, lastUsedAt, expiresAt, ...session }: OwnSession) => ({
  ...session,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
