import { Injectable } from '@nestjs/common';
import { idInput, tenantAdminProcedure, textInput } from '@tenantry/trpc';
import { z } from 'zod';
import { ErasureOfPeople } from './erasure.service';

@Injectable()
export class ErasureRouter {
  constructor(private readonly erasure: ErasureOfPeople) {}

  routes() {
    return {
      /** Gives the id that stands for the person from now on. Whoever may see people may be asked to forget one. */
      erase: tenantAdminProcedure
        .meta({ feature: 'subscription.view' })
        .input(z.strictObject({ tenantId: idInput.optional(), personId: idInput, reason: textInput(500) }))
        .mutation(({ ctx, input }) => this.erasure.erase(ctx.tenantId, input.personId, input.reason, ctx)),
    };
  }
}
