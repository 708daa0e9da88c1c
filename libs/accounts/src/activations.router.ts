import { Injectable } from '@nestjs/common';
import { MAX_PASSWORD } from '@tenantry/credentials';
import { publicProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { Activations } from './activations.service';
import { OperatorInvitations } from './operator-invitations.service';

const opened = { token: z.string().min(1).max(200) };
const accepted = { ...opened, password: z.string().min(1).max(MAX_PASSWORD) };

/** Part of `auth`: what the links in invitations open. Looking leaves a link alive. */
@Injectable()
export class ActivationsRouter {
  constructor(
    private readonly activations: Activations,
    private readonly operatorInvitations: OperatorInvitations,
  ) {}

  routes() {
    return {
      activation: publicProcedure
        .input(z.strictObject(opened))
        .query(({ ctx, input }) => this.activations.view(input.token, ctx.host)),

      activate: publicProcedure
        .input(z.strictObject(accepted))
        .mutation(({ ctx, input }) => this.activations.activate(input.token, input.password, ctx)),

      /** The same for operators, on the console's host. */
      operatorInvitation: publicProcedure
        .input(z.strictObject(opened))
        .query(({ ctx, input }) => this.operatorInvitations.view(input.token, ctx.host)),

      acceptOperatorInvitation: publicProcedure
        .input(z.strictObject(accepted))
        .mutation(({ ctx, input }) => this.operatorInvitations.accept(input.token, input.password, ctx)),
    };
  }
}
