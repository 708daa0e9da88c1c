import { adminFaults } from '@tenantry/accounts';
import { checkQuantity } from '@tenantry/capabilities';
import { DomainError } from '@tenantry/kernel';
import { catalogue } from '@tenantry/permissions';
import { MAX_QUANTITY, MAX_SESSION_MINUTES } from '@tenantry/subscriptions';
import { profileFaults, slugFault, slugSentences } from '@tenantry/tenants';
import { parseSteps } from '@tenantry/thresholds';
import type { Beginning, Fault, Session, Step } from './beginning';
import { isDay } from './days';

/** All that is wrong with it, whatever else there is: nothing is asked of anybody. */
export function faultsIn(beginning: Beginning): Fault[] {
  return [...company(beginning), ...admin(beginning), ...choices(beginning), ...subscription(beginning)];
}

export const faultOf = (step: Step, error: DomainError): Fault => ({
  step,
  code: 'refused',
  ...error.details,
  message: error.message,
});

const fault = (step: Step, field: string, code: string, message: string): Fault => ({
  step,
  field,
  code,
  message,
});

function* company({ company: profile, notification, thresholdSteps }: Beginning): Generator<Fault> {
  for (const error of profileFaults({ ...profile, notification }))
    yield faultOf(error.details.field === 'notification' ? 'notification' : 'company', error);
  const wrong = profile.slug ? slugFault(profile.slug) : null;
  if (wrong) yield fault('company', 'slug', `slug_${wrong}`, slugSentences[wrong]);
  if (thresholdSteps && !parseSteps(thresholdSteps))
    yield fault(
      'company',
      'thresholdSteps',
      'steps_malformed',
      'Give 1 to 10 different whole percentages from 1 to 1000.',
    );
}

function admin({ admin: person, company: { companyName, slug = '' } }: Beginning): Fault[] {
  return adminFaults(person, [companyName, slug]).map((error) => faultOf('admin', error));
}

function* choices({ permissions, capabilities }: Beginning): Generator<Fault> {
  const seen = new Set<string>();
  for (const { key } of permissions) {
    if (!catalogue.find(key))
      yield fault('permissions', key, 'feature_unknown', `There is no feature ${key}.`);
    if (seen.has(key)) yield fault('permissions', key, 'feature_twice', `${key} is named twice.`);
    seen.add(key);
  }
  const limited = new Set<string>();
  for (const { key, quantity } of capabilities) {
    const wrong = quantity === 'default' ? null : caught(() => checkQuantity(key, quantity, key));
    if (wrong) yield faultOf('capabilities', wrong);
    if (limited.has(key))
      yield fault('capabilities', key, 'capability_twice', 'Each capability can be changed once at a time.');
    limited.add(key);
  }
}

function subscription({ subscription: asked }: Beginning): Fault[] {
  if (!asked) return [];
  const { sessionDuration, startsAt, endsAt, licences }: Session = asked;
  const whole = (n: number, least: number, most: number) => Number.isInteger(n) && n >= least && n <= most;
  const wrong = (field: string, code: string, message: string) => fault('subscription', field, code, message);
  return [
    !whole(sessionDuration, 1, MAX_SESSION_MINUTES) &&
      wrong('sessionDuration', 'out_of_range', `A session lasts 1 to ${MAX_SESSION_MINUTES} minutes.`),
    !isDay(startsAt) && wrong('startsAt', 'day_malformed', 'Give a day such as 2026-01-31.'),
    endsAt !== null &&
      !isDay(endsAt) &&
      wrong('endsAt', 'day_malformed', 'Give a day such as 2026-01-31, or none.'),
    endsAt !== null &&
      isDay(startsAt) &&
      isDay(endsAt) &&
      endsAt < startsAt &&
      wrong('endsAt', 'end_before_start', 'The last day must not be before the first.'),
    !whole(licences, 0, MAX_QUANTITY) &&
      wrong('licences', 'quantity_out_of_range', `A whole number from 0 to ${MAX_QUANTITY}.`),
  ].filter((one): one is Fault => one !== false);
}

function caught(check: () => void): DomainError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
