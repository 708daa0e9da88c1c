import { Injectable } from '@nestjs/common';
import {
  idInput,
  operatorAdminProcedure,
  operatorTenantProcedure,
  staffProcedure,
  tenantAdminProcedure,
  textInput,
} from '@tenantry/trpc';
import { z } from 'zod';
import { BulkSwitch } from './bulk-switch.service';
import { CompanyProfile } from './company-profile.service';
import { TenantSwitch } from './tenant-switch.service';

const reason = textInput(500).optional();
const switched = z.strictObject({ tenantId: idInput, reason });
const switchedMany = z.strictObject({ tenantIds: z.array(idInput).min(1).max(200), reason });

const aTenant = z.strictObject({ tenantId: idInput.optional() });

/** Values of lists are text here: the service says which one is wrong in words for the form. */
const profile = {
  companyName: textInput(255),
  size: z.string().max(16),
  country: z.string().max(2),
  timeZone: z.string().max(64),
  language: z.string().max(16),
};

/** Procedures of `tenants` that span features. */
@Injectable()
export class LifecycleRouter {
  constructor(
    private readonly tenantSwitch: TenantSwitch,
    private readonly bulkSwitch: BulkSwitch,
    private readonly companyProfile: CompanyProfile,
  ) {}

  routes() {
    return {
      disable: operatorTenantProcedure.input(switched).mutation(async ({ ctx, input }) => {
        await this.tenantSwitch.disable(ctx.tenantId, input.reason, ctx);
        return { state: 'disabled' as const };
      }),

      enable: operatorTenantProcedure.input(switched).mutation(async ({ ctx, input }) => {
        await this.tenantSwitch.enable(ctx.tenantId, input.reason, ctx);
        return { state: 'enabled' as const };
      }),

      /** A result for each, in the order given. */
      disableMany: operatorAdminProcedure
        .input(switchedMany)
        .mutation(({ ctx, input }) => this.bulkSwitch.to('disabled', input.tenantIds, input.reason, ctx)),

      enableMany: operatorAdminProcedure
        .input(switchedMany)
        .mutation(({ ctx, input }) => this.bulkSwitch.to('enabled', input.tenantIds, input.reason, ctx)),

      profile: staffProcedure
        .meta({ feature: 'settings.company' })
        .input(aTenant)
        .query(({ ctx }) => this.companyProfile.of(ctx.tenantId)),

      /** What another time zone would do to the days, before it is saved. */
      zoneEffect: staffProcedure
        .meta({ feature: 'settings.company' })
        .input(aTenant.extend({ timeZone: profile.timeZone }))
        .query(({ ctx, input }) => this.companyProfile.zoneEffect(ctx.tenantId, input.timeZone)),

      /** Language and zone of a tenant's own accord need a feature of their own. */
      editProfile: tenantAdminProcedure
        .meta({ feature: 'settings.company' })
        .input(aTenant.extend({ version: z.number().int().min(1), ...profile }))
        .mutation(async ({ ctx, input: { tenantId: _named, ...edit } }) => {
          const mayLocale = (await ctx.permits('settings.language_timezone')) === null;
          return this.companyProfile.edit(ctx.tenantId, edit, mayLocale, ctx);
        }),
    };
  }
}
