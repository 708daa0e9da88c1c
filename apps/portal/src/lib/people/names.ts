import { operatorRoleName, roleName } from '#lib/names';
import { m } from '#messages';
import type { PeopleView, Sort, State } from './people';
import type { Verb } from './verbs';

const operatorRoles: Record<string, () => string> = {
  admin: m.operator_role_admin_text,
  support: m.operator_role_support_text,
  auditor: m.operator_role_auditor_text,
};
const userRoles: Record<string, () => string> = {
  admin: m.user_role_admin_text,
  supervisor: m.user_role_supervisor_text,
  agent: m.user_role_agent_text,
  member: m.user_role_member_text,
};

/** Roles of an operator or of a tenant's user, with what each means. */
export const roleNamed = (staff: PeopleView['staff'], role: string) =>
  staff === 'operators' ? operatorRoleName(role) : roleName(role);

export const rolesOf = ({ staff, roles }: Pick<PeopleView, 'staff' | 'roles'>) =>
  roles.map((role) => ({
    value: role,
    label: roleNamed(staff, role).text,
    hint: (staff === 'operators' ? operatorRoles : userRoles)[role]?.(),
  }));

export const stateName: Record<State, () => string> = {
  active: m.person_active,
  invited: m.person_invited,
  disabled: m.state_disabled,
};

export const sortName: Record<Sort, () => string> = {
  name: m.person_name,
  email: m.field_email,
  lastSignedIn: m.admin_last_sign_in,
  created: m.person_added,
};

export const verbName: Record<Verb, () => string> = {
  resend: m.person_resend,
  address: m.person_address,
  role: m.person_role_change,
  own_role: m.person_own_role,
  enable: m.person_enable,
  disable: m.person_disable,
  reset: m.person_reset,
  remove: m.person_remove,
};

export const whyNot = {
  own_account: m.refused_own_account,
  last_admin: m.person_last_admin,
};
