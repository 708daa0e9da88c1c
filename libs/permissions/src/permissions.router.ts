import { Injectable } from '@nestjs/common';
import {
  idInput,
  operatorAdminProcedure,
  operatorProcedure,
  operatorTenantProcedure,
  staffProcedure,
} from '@tenantry/trpc';
import { z } from 'zod';
import { catalogue } from './catalogue';
import { DefaultProfile } from './default-profile.service';
import { Permissions } from './permissions.service';
import { Previews } from './previews.service';
import { Rights } from './rights.service';
import { RoleAssignments } from './role-assignments.service';

const tenant = { tenantId: idInput.optional() };
const version = z.number().int().min(0);
const key = z.string().min(1).max(64);
/** A null value takes a difference back. */
const changes = z
  .array(z.strictObject({ key, value: z.boolean().nullable() }))
  .min(1)
  .max(200);

@Injectable()
export class PermissionsRouter {
  constructor(
    private readonly permissions: Permissions,
    private readonly profile: DefaultProfile,
    private readonly previews: Previews,
    private readonly rights: Rights,
    private readonly assignments: RoleAssignments,
  ) {}

  routes() {
    return {
      /** Every feature there is, parents before their children. */
      catalogue: operatorProcedure.query(() => ({
        version: catalogue.version,
        features: catalogue.features.map(({ key, parent, since, fresh, existing }) => ({
          key,
          parent,
          since,
          default: fresh,
          forExisting: existing,
        })),
      })),

      ofTenant: staffProcedure
        .meta({ feature: 'agent.roles' })
        .input(z.strictObject(tenant))
        .query(({ ctx }) => this.permissions.ofTenant(ctx.tenantId)),

      preview: operatorProcedure
        .input(z.strictObject({ tenantId: idInput, changes }))
        .query(({ input }) => this.previews.ofTenant(input.tenantId, input.changes)),

      change: operatorTenantProcedure
        .input(z.strictObject({ tenantId: idInput, version, changes }))
        .mutation(({ ctx, input }) =>
          this.permissions.change(ctx.tenantId, input.version, input.changes, ctx),
        ),

      defaults: operatorProcedure.query(() => this.profile.current()),

      previewDefaults: operatorProcedure
        .input(z.strictObject({ changes }))
        .query(({ input }) => this.profile.preview(input.changes)),

      changeDefaults: operatorAdminProcedure
        .input(z.strictObject({ version, changes }))
        .mutation(({ ctx, input }) => this.profile.change(input.version, input.changes, ctx)),

      /** Why something is allowed or not: for the tenant, for one of its roles or for one of its people. */
      explain: staffProcedure
        .input(
          z
            .strictObject({
              ...tenant,
              feature: key,
              role: z.string().max(64).optional(),
              userId: idInput.optional(),
            })
            .refine(({ role, userId }) => role === undefined || userId === undefined, 'A role or a person.'),
        )
        .query(async ({ ctx, input: { feature, role, userId } }) =>
          this.rights.explain(
            ctx.tenantId,
            feature,
            await this.assignments.roleFor(ctx.tenantId, { role, userId }),
          ),
        ),
    };
  }
}
