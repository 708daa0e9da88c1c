import type { Person, PeopleView } from './people';

export type Verb = 'resend' | 'address' | 'role' | 'own_role' | 'enable' | 'disable' | 'reset' | 'remove';

/** What may be done with an account, and why something that usually may is not offered. */
export function verbsOf(
  person: Pick<Person, 'id' | 'role' | 'state' | 'secondFactor'>,
  {
    me,
    admins,
    mayChange,
    mayResend,
    ownRoles,
    staff,
  }: Pick<PeopleView, 'me' | 'admins' | 'mayChange' | 'mayResend' | 'ownRoles' | 'staff'>,
): { verbs: Verb[]; why: 'own_account' | 'last_admin' | null } {
  const verbs: Verb[] = mayResend && person.state === 'invited' ? ['resend'] : [];
  if (!mayChange) return { verbs, why: null };
  if (person.id === me) return { verbs, why: 'own_account' };
  if (staff === 'users' && person.state === 'invited') verbs.push('address');
  const last = isLastAdmin(person, admins);
  if (!last) verbs.push('role');
  if (!last && ownRoles.some(({ base }) => base === person.role)) verbs.push('own_role');
  if (!last) verbs.push(person.state === 'disabled' ? 'enable' : 'disable');
  if (person.secondFactor) verbs.push('reset');
  if (!last) verbs.push('remove');
  return { verbs, why: last ? 'last_admin' : null };
}

/** The last active admin can't go; nor, while there is none, the last invited one. */
function isLastAdmin(
  { role, state }: Pick<Person, 'role' | 'state'>,
  { active, invited }: PeopleView['admins'],
): boolean {
  if (role !== 'admin' || state === 'disabled') return false;
  return state === 'active' ? active <= 1 : active === 0 && invited <= 1;
}
