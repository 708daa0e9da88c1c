import type { LimitItem } from '#lib/capabilities/limits';
import type { PermissionItem } from '#lib/views';
import type { FilledStep } from '#lib/wizard/steps';
import type { Api } from '#lib/server/api';
import { countryCode, languageCode, zoneName } from '#lib/server/choices';
import type { Sent } from '#lib/server/forms';
import { chosenIn } from '#lib/server/limits';

type Saved = Parameters<Api['drafts']['save']['mutate']>[0];
export type StepValues = { [Step in FilledStep]: Extract<Saved, { step: Step }>['values'] };

/** What the fields of the two long steps stand for. */
export type Items = { permissions: PermissionItem[]; capabilities: LimitItem[] };

/**
 * What was typed, as the API takes it. Whether it can be is for the API to say: what is wrong stays in the draft,
 * so a country that is none is sent as it was typed.
 */
const readers: { [Step in FilledStep]: (sent: Sent, items: Items) => StepValues[Step] } = {
  company: (sent) => {
    const [country, zone, language] = [sent.text('country'), sent.text('timeZone'), sent.text('language')];
    return {
      companyName: sent.atMost('companyName', 255),
      slug: sent.atMost('slug', 255).toLowerCase(),
      size: sent.text('size').slice(0, 16),
      country: countryCode(country) ?? country.slice(0, 64),
      timeZone: zoneName(zone) ?? zone.slice(0, 64),
      language: languageCode(language) ?? language.slice(0, 16),
    };
  },
  admin: (sent) => ({
    username: sent.atMost('username', 100),
    firstName: sent.atMost('firstName', 100),
    lastName: sent.atMost('lastName', 100),
    email: sent.atMost('email', 320),
    ...passwordIn(sent),
  }),
  notification: (sent) => ({ notification: sent.text('notification').slice(0, 32) }),
  hosts: (sent) => ({ managedHost: sent.is('managedHost') }),
  permissions: (sent, { permissions }) => {
    const on = new Set(sent.all('on'));
    const back = new Set(sent.all('reset'));
    const changes = permissions
      .filter((item) => !back.has(item.key) && on.has(item.key) !== item.default)
      .map(({ key }) => ({ key, value: on.has(key) }));
    return { changes };
  },
  capabilities: (sent, { capabilities }) => ({
    changes: capabilities.flatMap((item) => {
      const chosen = chosenIn(sent, item);
      if (!chosen || (chosen.quantity === 'default' && chosen.mode === 'default')) return [];
      const { mode } = chosen;
      return [{ key: item.key, quantity: chosen.quantity, ...(mode !== 'default' && { mode }) }];
    }),
  }),
  subscription: (sent) =>
    sent.text('wanted') === 'session'
      ? {
          type: 'session',
          sessionDuration: sent.count('sessionDuration', 1_000_000),
          startsAt: sent.required('startsAt', 10),
          endsAt: sent.atMost('endsAt', 10) || null,
          // none to begin with is a choice
          licences: /^0?$/.test(sent.text('licences')) ? 0 : sent.count('licences'),
        }
      : { none: true },
};

/** Nothing: the one that was typed before holds. Null: one is to be made up. */
function passwordIn(sent: Sent): { password?: string | null } {
  if (sent.text('passwordFrom') === 'generated') return { password: null };
  const typed = sent.secret('password');
  return typed ? { password: typed } : {};
}

export const readStep = <Step extends FilledStep>(step: Step, sent: Sent, items: Items): StepValues[Step] =>
  readers[step](sent, items);
