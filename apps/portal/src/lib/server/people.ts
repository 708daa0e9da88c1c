import type { RequestEvent } from '@sveltejs/kit';
import { redirect } from '@sveltejs/kit';
import { currentCursor, here } from '#lib/paging';
import { readSort, states, type PeopleView, type Person, type State } from '#lib/people/people';
import { may } from '#lib/rights';
import { Sent } from '#lib/server/forms';
import type { Staff } from '#lib/server/staff';

const limit = 50;

/** A list of people as its address asks for it. */
export async function peoplePage(event: RequestEvent, staff: Staff): Promise<PeopleView> {
  const { locals, url } = event;
  const { kind, roles } = staff;
  const asked = (name: string) => url.searchParams.get(name)?.trim() ?? '';
  const search = asked('q');
  const role = roles.find((one) => one === asked('role'));
  const state = states.find((one) => one === asked('state'));
  const order = readSort(asked('sort'));
  const cursor = currentCursor(url);
  const admins = (of: State) => staff.list({ role: 'admin', state: of, limit: 1 });
  const who = locals.who!;
  const seesRoles = locals.surface === 'console' || who.features.includes('agent.roles');
  const [list, active, invited, ownRoles] = await Promise.all([
    staff.list({ search: search || undefined, role, state, ...order, cursor, limit }),
    admins('active'),
    admins('invited'),
    seesRoles ? staff.ownRoles() : [],
  ]);
  return {
    staff: kind,
    roles,
    ownRoles,
    ...list,
    items: await withOwnRoles(list.items, ownRoles, staff),
    filter: { search, role: role ?? '', state: state ?? '', ...order },
    admins: { active: active.total.count, invited: invited.total.count },
    me: who.id,
    mayChange: may(locals.surface, who.role, 'change'),
    mayResend: may(locals.surface, who.role, 'resend'),
  };
}

async function withOwnRoles(
  people: Omit<Person, 'ownRole'>[],
  roles: PeopleView['ownRoles'],
  staff: Staff,
): Promise<Person[]> {
  const given = roles.length > 0 ? await staff.assigned(people.map(({ id }) => id)) : [];
  const roleOf = new Map(given.map(({ userId, roleId }) => [userId, roleId]));
  return people.map((person) => ({
    ...person,
    ownRole: roles.find(({ id }) => id === roleOf.get(person.id)) ?? null,
  }));
}

type Act = (staff: Staff, id: string, sent: Sent) => Promise<unknown>;

/** The verbs of a list of people; the page of the list that one was on stays. */
export function peopleActions(staffOf: (event: RequestEvent) => Staff) {
  const verb = (form: string, done: string, act: Act) => async (event: RequestEvent) => {
    const sent = await Sent.read(form, event.request);
    const staff = staffOf(event);
    const id = sent.text('who');
    if (form === 'remove') sent.repeats('typed', 'expected');
    if (form === 'address') sent.email('email');
    const { failure } = await sent.attempt(() => act(staff, id, sent));
    if (failure) return failure;
    redirect(303, here(event.url, { done, ...(form !== 'remove' && { who: id }) }));
  };
  return {
    invite: async (event: RequestEvent) => {
      const sent = await Sent.read('invite', event.request);
      const invite = staffOf(event).invitation(sent);
      const { failure } = await sent.attempt(invite);
      if (failure) return failure;
      redirect(303, here(event.url, { done: 'invited' }));
    },
    resend: verb('resend', 'invitation_resent', (staff, id) => staff.resend(id)),
    address: verb('address', 'address_corrected', (staff, id, sent) =>
      staff.correctAddress(id, sent.text('email')),
    ),
    role: verb('role', 'role_changed', (staff, id, sent) => staff.setRole(id, sent.text('role'))),
    own_role: verb('own_role', 'role_changed', (staff, id, sent) =>
      staff.assignRole(id, sent.text('ownRole') || null),
    ),
    disable: verb('disable', 'account_disabled', (staff, id) => staff.disable(id)),
    enable: verb('enable', 'account_enabled', (staff, id) => staff.enable(id)),
    reset: verb('reset', 'second_factor_reset', (staff, id) => staff.resetSecondFactor(id)),
    remove: verb('remove', 'account_removed', (staff, id) => staff.remove(id)),
  };
}
