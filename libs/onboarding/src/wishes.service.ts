import { Injectable } from '@nestjs/common';
import { invalid, notFound, Platform } from '@tenantry/kernel';
import { Origins } from '@tenantry/templates';
import type { Origin, Settings } from '@tenantry/templates';
import { z } from 'zod';
import {
  adminShape,
  capabilitiesShape,
  companyShape,
  passwordShape,
  permissionsShape,
  sessionShape,
  sourceShape,
} from './beginning';
import type { Wish } from './onboarding.service';

/** A tenant in one piece. What is missing is taken from `from`, or is as usual. */
export const wishShape = companyShape.extend({
  timeZone: companyShape.shape.timeZone.optional(),
  language: companyShape.shape.language.optional(),
  notification: z.string().max(32).optional(),
  managedHost: z.boolean().optional(),
  admin: adminShape.extend({ password: passwordShape.optional() }),
  permissions: permissionsShape.optional(),
  capabilities: capabilitiesShape.optional(),
  subscription: sessionShape.nullable().optional(),
  thresholdSteps: z.array(z.number()).max(100).nullable().optional(),
  from: sourceShape.optional(),
});
export type WishInput = z.infer<typeof wishShape>;

export type MayCopy = (tenantId: string) => boolean;

/** Completes what is asked for with what it is to be made from. */
@Injectable()
export class Wishes {
  constructor(
    private readonly origins: Origins,
    private readonly platform: Platform,
  ) {}

  /** Only tenants that whoever asks may know of are copied: for them there is no other one. */
  async of(input: WishInput, mayCopy: MayCopy = () => true): Promise<Wish> {
    if (input.from && 'tenantId' in input.from && !mayCopy(input.from.tenantId)) throw notFound('tenant');
    const origin = input.from ? await this.origins.read(input.from) : null;
    const settings: Settings = origin?.choices.settings ?? {};
    const { companyName, slug, size, country, admin, subscription = null } = input;
    const timeZone = input.timeZone ?? settings.timeZone;
    const language = input.language ?? settings.language;
    if (timeZone === undefined) throw invalid('timeZone', 'Say in which time zone.', 'required');
    if (language === undefined) throw invalid('language', 'Say in which language.', 'required');
    const beginning = {
      company: { companyName, ...(slug !== undefined && { slug }), size, country, timeZone, language },
      admin,
      notification: input.notification ?? settings.notification ?? 'activation_link',
      managedHost: input.managedHost ?? this.platform.managedHosts !== '',
      permissions: overlaid(origin, 'permissions', input.permissions),
      capabilities: overlaid(origin, 'capabilities', input.capabilities),
      subscription,
      thresholdSteps: input.thresholdSteps ?? settings.thresholdSteps ?? null,
    };
    return { beginning, origin, asked: input };
  }
}

/** What is asked for comes before what it is made from. */
function overlaid<K extends 'permissions' | 'capabilities'>(
  origin: Origin | null,
  what: K,
  asked: Origin['choices'][K] = [],
): Origin['choices'][K] {
  const named = new Set<string>(asked.map(({ key }) => key));
  const kept = (origin?.choices[what] ?? []).filter(({ key }) => !named.has(key));
  return [...kept, ...asked] as Origin['choices'][K];
}
