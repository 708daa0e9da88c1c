import { here, sendTo } from '#lib/paging';
import type { RowAction } from '#lib/ui/RowMenu.svelte';
import { verbName, whyNot } from './names';
import type { PeopleView, Person } from './people';
import { verbsOf } from './verbs';

/** What does no harm is done at once, everything else is asked about first. */
const atOnce = ['resend', 'enable'];

/** The menu of a row: what may be done with the account, and why something may not. */
export function actionsOf(
  person: Person,
  view: PeopleView,
  url: Pick<URL, 'pathname' | 'search'>,
): { actions: RowAction[]; note?: string } {
  const { verbs, why } = verbsOf(person, view);
  const actions = verbs.map((verb): RowAction => {
    const label = verbName[verb]();
    if (atOnce.includes(verb)) return { label, action: sendTo(verb, url), fields: { who: person.id } };
    return { label, href: here(url, { ask: verb, who: person.id }), danger: verb === 'remove' };
  });
  return { actions, note: why ? whyNot[why]() : undefined };
}
