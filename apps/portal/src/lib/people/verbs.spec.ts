import { describe, expect, it } from '@jest/globals';
import { readSort, sortText } from './people';
import type { Person } from './people';
import { verbsOf } from './verbs';

const person = (role: string, state: Person['state'], more: Partial<Person> = {}) => ({
  id: 'p1',
  role,
  state,
  secondFactor: false,
  ...more,
});
const view = {
  staff: 'users' as const,
  me: 'someone',
  admins: { active: 2, invited: 0 },
  mayChange: true,
  mayResend: true,
  ownRoles: [],
};

describe('what is offered for an account', () => {
  it('is everything that its state allows', () => {
    expect(verbsOf(person('agent', 'active'), view).verbs).toEqual(['role', 'disable', 'remove']);
    expect(verbsOf(person('agent', 'disabled'), view).verbs).toEqual(['role', 'enable', 'remove']);
    expect(verbsOf(person('agent', 'invited'), view).verbs).toEqual([
      ...['resend', 'address', 'role', 'disable', 'remove'],
    ]);
    expect(verbsOf(person('agent', 'invited'), { ...view, staff: 'operators' }).verbs).not.toContain(
      'address',
    );
    expect(verbsOf(person('admin', 'active', { secondFactor: true }), view).verbs).toContain('reset');
  });

  it('is an own role where there is one for people of this built-in role', () => {
    const narrowed = { ...view, ownRoles: [{ id: 'r1', name: 'Night shift', base: 'agent' }] };
    expect(verbsOf(person('agent', 'active'), narrowed).verbs).toContain('own_role');
    expect(verbsOf(person('member', 'active'), narrowed).verbs).not.toContain('own_role');
    expect(verbsOf(person('agent', 'active'), { ...narrowed, mayChange: false }).verbs).toEqual([]);
  });

  it('is sending again alone for support, and nothing for those who only look', () => {
    const support = { ...view, mayChange: false };
    expect(verbsOf(person('agent', 'invited'), support)).toEqual({ verbs: ['resend'], why: null });
    expect(verbsOf(person('agent', 'active'), support)).toEqual({ verbs: [], why: null });
    expect(verbsOf(person('agent', 'invited'), { ...support, mayResend: false }).verbs).toEqual([]);
  });

  it('is nothing for one’s own account', () => {
    expect(verbsOf(person('admin', 'active'), { ...view, me: 'p1' })).toEqual({
      verbs: [],
      why: 'own_account',
    });
  });

  it('keeps the last active admin, and the last invited one while none is active', () => {
    const alone = { ...view, admins: { active: 1, invited: 3 } };
    const secured = person('admin', 'active', { secondFactor: true });
    expect(verbsOf(secured, alone)).toEqual({ verbs: ['reset'], why: 'last_admin' });
    expect(verbsOf(person('admin', 'invited'), alone).why).toBeNull();
    expect(verbsOf(person('admin', 'disabled'), alone).why).toBeNull();
    expect(verbsOf(person('agent', 'active'), alone).why).toBeNull();
    const nobodyYet = { ...view, admins: { active: 0, invited: 1 } };
    expect(verbsOf(person('admin', 'invited'), nobodyYet)).toEqual({
      verbs: ['resend', 'address'],
      why: 'last_admin',
    });
  });
});

describe('the order of a list', () => {
  it('stands in the address, by name when it is not', () => {
    expect(readSort('-lastSignedIn')).toEqual({ sort: 'lastSignedIn', descending: true });
    for (const none of [null, '', 'shoe-size', '-shoe-size'])
      expect(readSort(none)).toEqual({ sort: 'name', descending: false });
    expect(sortText('name', false)).toBe('');
    expect(readSort(sortText('name', true))).toEqual({ sort: 'name', descending: true });
  });
});
