import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import type { Refreshed } from '@tenantry/credentials';
import { publicProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import type { Entered } from './admissions.service';
import { Gate } from './gate.service';
import { SignIns } from './sign-ins.service';

const passwordInput = z.string().min(1).max(MAX_PASSWORD);
const tokenInput = z.string().min(1).max(200);
const challengeInput = z.string().min(1).max(2_000);
const codeInput = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'Six digits.');

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
              /** What the last sign-in with this login gave this browser. */
              device: z.string().max(200).optional(),
            }),
          )
          .mutation(async ({ ctx, input }) => {
            const result = await this.signIns.signIn(input, ctx);
            if (result.status === 'signed_in') return entered(result);
            return { ...result, expiresAt: result.expiresAt.toISOString() };
          }),

        /** With the challenge that signing in answered, for five minutes, on the same host. */
        secondFactor: publicProcedure
          .input(
            z
              .strictObject({
                challenge: challengeInput,
                code: codeInput.optional(),
                recoveryCode: z.string().trim().min(1).max(40).optional(),
              })
              .refine(
                ({ code, recoveryCode }) => (code === undefined) !== (recoveryCode === undefined),
                'Give either the code of the app or a recovery code.',
              ),
          )
          .mutation(async ({ ctx, input: { challenge, code, recoveryCode = '' } }) =>
            entered(
              await this.signIns.completeSignIn(
                challenge,
                code === undefined ? { recoveryCode } : { code },
                ctx,
              ),
            ),
          ),

        refresh: refreshProcedure
          .input(z.strictObject({ sessionToken: tokenInput }))
          .mutation(async ({ ctx, input }) => onTheWire(await this.signIns.refresh(input.sessionToken, ctx))),
      },
    };
  }
}

const entered = ({ deviceExpiresAt, ...rest }: Entered) => ({
  ...onTheWire(rest),
  deviceExpiresAt: deviceExpiresAt.toISOString(),
});

const onTheWire = <T extends Refreshed>({ accessExpiresAt, expiresAt, ...rest }: T) => ({
  ...rest,
  accessExpiresAt: accessExpiresAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
