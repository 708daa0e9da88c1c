import {
  adminShape,
  capabilitiesShape,
  companyShape,
  passwordShape,
  permissionsShape,
  sessionShape,
  steps,
} from '@tenantry/onboarding';
import type { Admin, Beginning, Company, Session, Step } from '@tenantry/onboarding';
import type { CapabilityChoice, PermissionChoice } from '@tenantry/templates';
import { idInput } from '@tenantry/trpc';
import { z } from 'zod';

const step = <S extends Step, V extends z.ZodType>(name: S, values: V) =>
  z.strictObject({
    draftId: idInput,
    version: z.number().int().min(1),
    step: z.literal(name),
    values,
  });

/** One step as its page leaves it. */
export const savedStep = z.discriminatedUnion('step', [
  step('company', companyShape),
  // A password that is missing leaves the one that was typed before; null takes it back.
  step('admin', adminShape.extend({ password: passwordShape.nullable().optional() })),
  step('notification', z.strictObject({ notification: z.string().max(32) })),
  step('hosts', z.strictObject({ managedHost: z.boolean() })),
  step('permissions', z.strictObject({ changes: permissionsShape })),
  step('capabilities', z.strictObject({ changes: capabilitiesShape })),
  step('subscription', z.union([sessionShape, z.strictObject({ none: z.literal(true) })])),
]);
export type SavedStep = z.infer<typeof savedStep>;

/** Values as they were typed, by step; a step that was never left has none, or what its draft was begun with. */
export interface Values {
  company?: Company;
  admin?: Admin;
  notification?: { notification: string };
  hosts?: { managedHost: boolean };
  permissions?: { changes: PermissionChoice[] };
  capabilities?: { changes: CapabilityChoice[] };
  subscription?: Session | { none: true };
}

/** Where a draft stands: one of the steps, or all of them are passed. */
export type StepName = Step | 'review';

const nothing: Beginning = {
  company: { companyName: '', slug: '', size: '', country: '', timeZone: '', language: '' },
  admin: { username: '', firstName: '', lastName: '', email: '' },
  notification: 'activation_link',
  managedHost: false,
  permissions: [],
  capabilities: [],
  subscription: null,
  thresholdSteps: null,
};

/** What would be created of it; steps that were never left say nothing. */
export function beginningOf(
  values: Values,
  password: string | undefined,
  thresholdSteps: number[] | null,
): Beginning {
  const { company, admin, notification, hosts, permissions, capabilities, subscription } = values;
  return {
    company: company ?? nothing.company,
    admin: { ...(admin ?? nothing.admin), password },
    notification: notification?.notification ?? nothing.notification,
    managedHost: hosts?.managedHost ?? nothing.managedHost,
    permissions: permissions?.changes ?? [],
    capabilities: capabilities?.changes ?? [],
    subscription: subscription && 'type' in subscription ? subscription : null,
    thresholdSteps,
  };
}

/** The first step that is not passed: as far as one may go. */
export const furthestOf = (passed: ReadonlySet<Step>): StepName =>
  steps.find((name) => !passed.has(name)) ?? 'review';
