import { capabilityKeys, modes } from '@tenantry/capabilities';
import type { CapabilityChoice, PermissionChoice } from '@tenantry/templates';
import { idInput } from '@tenantry/trpc';
import { z } from 'zod';

/** The order in which the wizard asks. */
export const steps = [
  'company',
  'admin',
  'notification',
  'hosts',
  'permissions',
  'capabilities',
  'subscription',
] as const;
export type Step = (typeof steps)[number];

const text = (max: number) => z.string().max(max);

/** Values are loose here: the checks say which one is wrong in words for the form. */
export const companyShape = z.strictObject({
  companyName: text(255),
  /** Proposed from the name when missing or empty. */
  slug: text(255).optional(),
  size: text(16),
  country: text(64),
  timeZone: text(64),
  language: text(16),
});
export const adminShape = z.strictObject({
  username: text(100),
  firstName: text(100),
  lastName: text(100),
  email: text(320),
});
export const permissionsShape = z.array(z.strictObject({ key: text(64), value: z.boolean() })).max(200);
export const capabilitiesShape = z
  .array(
    z.strictObject({
      key: z.enum(capabilityKeys),
      quantity: z.union([z.number(), z.null(), z.literal('default')]),
      mode: z.enum(modes).optional(),
    }),
  )
  .max(capabilityKeys.length);
export const sessionShape = z.strictObject({
  type: z.literal('session'),
  /** In minutes. */
  sessionDuration: z.number(),
  /** First day of the contract in the tenant's zone. */
  startsAt: text(10),
  /** Its last day; null while it has no end. */
  endsAt: text(10).nullable(),
  /** How many it begins with. */
  licences: z.number(),
});
export const sourceShape = z.union([
  z.strictObject({ tenantId: idInput }),
  z.strictObject({ templateId: idInput }),
]);
/** Bytes, for that is what a sealed one takes up. */
export const passwordShape = text(1_000).refine(
  (password) => Buffer.byteLength(password) <= 1_000,
  'At most 1000 bytes.',
);
/** Chosen by whoever calls: the same one never makes a second tenant. */
export const keyShape = z.string().regex(/^[\x21-\x7e]{8,100}$/, 'Eight to a hundred ASCII characters.');

export type Company = z.infer<typeof companyShape>;
export type Admin = z.infer<typeof adminShape>;
export type Session = z.infer<typeof sessionShape>;

/** All that a tenant begins with. */
export interface Beginning {
  company: Company;
  admin: Admin & { password?: string };
  notification: string;
  managedHost: boolean;
  permissions: PermissionChoice[];
  capabilities: CapabilityChoice[];
  subscription: Session | null;
  thresholdSteps: number[] | null;
}

/** One thing that is wrong. Of permissions and capabilities the field is the key. */
export interface Fault {
  step: Step;
  field?: string;
  code: string;
  message: string;
  [detail: string]: unknown;
}

/** Nothing that stands in the way, and yet somebody should know it. */
export interface Warning {
  step: Step;
  code: string;
  message: string;
  [detail: string]: unknown;
}
