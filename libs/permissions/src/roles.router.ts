import { Injectable } from '@nestjs/common';
import { idInput, serviceProcedure, staffProcedure, tenantAdminProcedure, textInput } from '@tenantry/trpc';
import { z } from 'zod';
import { baseRoles } from './built-in-roles';
import { Checks } from './checks.service';
import { RoleAssignments } from './role-assignments.service';
import { TenantRoles } from './tenant-roles.service';

const tenant = { tenantId: idInput.optional() };
const one = z.strictObject({ ...tenant, roleId: idInput });
const key = z.string().min(1).max(64);
const content = { name: textInput(100), features: z.array(key).min(1).max(200) };

const roleReads = staffProcedure.meta({ feature: 'agent.roles' });
const roleChanges = tenantAdminProcedure.meta({ feature: 'agent.roles' });

/** The rest of `permissions`: roles inside a tenant, and what product services ask. */
@Injectable()
export class RolesRouter {
  constructor(
    private readonly tenantRoles: TenantRoles,
    private readonly assignments: RoleAssignments,
    private readonly checks: Checks,
  ) {}

  routes() {
    return {
      roles: roleReads.input(z.strictObject(tenant)).query(({ ctx }) => this.tenantRoles.list(ctx.tenantId)),

      addRole: roleChanges
        .input(z.strictObject({ ...tenant, base: z.enum(baseRoles), ...content }))
        .mutation(({ ctx, input: { base, name, features } }) =>
          this.tenantRoles.add(ctx.tenantId, base, { name, features }, ctx),
        ),

      editRole: roleChanges
        .input(one.extend({ version: z.number().int().min(1), ...content }))
        .mutation(({ ctx, input: { roleId, version, name, features } }) =>
          this.tenantRoles.edit(ctx.tenantId, roleId, version, { name, features }, ctx),
        ),

      removeRole: roleChanges
        .input(one)
        .mutation(({ ctx, input }) => this.tenantRoles.remove(ctx.tenantId, input.roleId, ctx)),

      /** Which of these people have a role of the tenant's own. */
      assigned: roleReads
        .input(z.strictObject({ ...tenant, userIds: z.array(idInput).min(1).max(200) }))
        .query(({ ctx, input }) => this.assignments.of(ctx.tenantId, input.userIds)),

      /** Null: the built-in role alone. */
      assignRole: roleChanges
        .input(z.strictObject({ ...tenant, userId: idInput, roleId: idInput.nullable() }))
        .mutation(({ ctx, input }) => this.assignments.assign(ctx.tenantId, input.userId, input.roleId, ctx)),

      /** Up to 1,000 questions, answered in order. */
      check: serviceProcedure('permissions:read')
        .input(
          z.strictObject({
            checks: z
              .array(
                z.strictObject({
                  tenant: z.string().max(255).optional(),
                  feature: key,
                  role: z.string().max(64).optional(),
                  user: idInput.optional(),
                }),
              )
              .min(1)
              .max(1_000),
          }),
        )
        .query(({ ctx, input }) => this.checks.many(input.checks, ctx.principal)),

      /** All of a tenant, to be kept until `changes.since` with this version names it. */
      effective: serviceProcedure('permissions:read')
        .input(z.strictObject({ tenant: z.string().max(255).optional() }))
        .query(({ ctx, input }) => this.checks.effective(input.tenant, ctx.principal)),
    };
  }
}
