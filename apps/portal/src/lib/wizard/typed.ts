import { typedQuantity } from '#lib/capabilities/quantities';
import { countryName, languageName } from '#lib/format';
import type { DraftValues } from './draft';
import type { FilledStep } from './steps';

type Typed = Record<string, string>;

const readable = (name: (code: string) => string, text: string) => (text ? name(text) : '');

/** A draft that was begun from something knows a zone and a language, and the rest is as usual. */
const whatIsSaid = (typed: Typed): Typed =>
  typed['companyName'] || typed['size']
    ? typed
    : Object.fromEntries(Object.entries(typed).filter(([, v]) => v));

/** A draft's step as its fields say it; the two steps with a list of their own are shown from their items. */
const readers: { [Step in FilledStep]?: (values: NonNullable<DraftValues[Step]>) => Typed } = {
  company: ({ slug, country, language, ...rest }) =>
    whatIsSaid({
      ...rest,
      slug: slug ?? '',
      country: readable(countryName, country),
      language: readable(languageName, language),
    }),
  admin: ({ username, firstName, lastName, email, passwordSet }) => ({
    ...{ username, firstName, lastName, email },
    passwordFrom: passwordSet ? 'typed' : 'generated',
  }),
  notification: ({ notification }) => ({ notification }),
  hosts: ({ managedHost }): Typed => (managedHost ? { managedHost: 'yes' } : {}),
  subscription: (wish): Typed =>
    'none' in wish
      ? { wanted: 'none' }
      : {
          wanted: 'session',
          sessionDuration: typedQuantity(wish.sessionDuration, ''),
          startsAt: wish.startsAt,
          endsAt: wish.endsAt ?? '',
          licences: typedQuantity(wish.licences, ''),
        },
};

/** What the fields of a step begin with; null where the step was never left. */
export function typedOf<Step extends FilledStep>(step: Step, values: DraftValues): Typed | null {
  const own = values[step];
  if (!own) return null;
  const reader = readers[step] as ((values: NonNullable<DraftValues[Step]>) => Typed) | undefined;
  return reader?.(own as NonNullable<DraftValues[Step]>) ?? {};
}
