import { Injectable } from '@nestjs/common';
import {
  idInput,
  publicProcedure,
  signedInProcedure,
  tenantAdminProcedure,
  tenantProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';

const strict = z.strictObject;
const later = <T>(): T => {
  throw new Error('not built');
};

export type GateView = (
  | { surface: 'console' }
  | {
      surface: 'portal';
      tenant: {
        id: string;
        slug: string;
        companyName: string;
        language: string;
        timeZone: string;
        state: 'enabled' | 'disabled';
      } | null;
    }
) & {
  who: null | {
    kind: 'operator' | 'user';
    id: string;
    name: string;
    email: string;
    role: string;
    language: string;
    timeZone: string;
    mustChangePassword: boolean;
    tenant: { id: string; slug: string; companyName: string; timeZone: string; language: string } | null;
  };
};

@Injectable()
export class AccountsRouter {
  routes() {
    return {
      gate: { current: publicProcedure.query(() => later<GateView>()) },
      auth: {
        signIn: publicProcedure
          .input(strict({ login: z.string(), password: z.string(), company: z.string().optional() }))
          .mutation(() =>
            later<{
              sessionToken: string;
              accessToken: string;
              accessExpiresAt: string;
              expiresAt: string;
              mustChangePassword: boolean;
            }>(),
          ),
        refresh: publicProcedure
          .input(strict({ sessionToken: z.string() }))
          .mutation(() => later<{ accessToken: string; accessExpiresAt: string }>()),
        signOut: signedInProcedure.mutation(() => later<{ signedOut: true }>()),
        changePassword: signedInProcedure
          .input(strict({ current: z.string(), next: z.string() }))
          .mutation(() => later<{ changed: true }>()),
        activation: publicProcedure
          .input(strict({ token: z.string() }))
          .query(() => later<{ username: string; companyName: string }>()),
        activate: publicProcedure
          .input(strict({ token: z.string(), password: z.string() }))
          .mutation(() => later<{ username: string }>()),
      },
      users: {
        list: tenantProcedure
          .input(
            strict({
              tenantId: idInput.optional(),
              cursor: idInput.optional(),
              limit: z.number().optional(),
            }),
          )
          .query(() =>
            later<{
              items: {
                id: string;
                username: string;
                email: string;
                firstName: string;
                lastName: string;
                role: 'admin' | 'supervisor' | 'agent' | 'member';
                state: 'invited' | 'active' | 'disabled';
                activationExpiresAt: string | null;
                mail: 'queued' | 'delivered' | 'failed' | null;
                lastSignedInAt: string | null;
                createdAt: string;
              }[];
              next: string | null;
            }>(),
          ),
        resendActivation: tenantAdminProcedure
          .input(strict({ tenantId: idInput.optional(), userId: idInput }))
          .mutation(() => later<{ userId: string }>()),
      },
    };
  }
}
