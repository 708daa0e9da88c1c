import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';

/** Where an account stands when somebody wants to change it. */
export interface Standing {
  id: string;
  role: string;
  /** Invited until its person has set a password of their own. */
  state: 'invited' | 'active' | 'disabled';
}

/** How many `agents` units an account of this role holds, from its invitation on and also while it is disabled. */
export const unitsOf = (role: string): number => (role === 'supervisor' || role === 'agent' ? 1 : 0);

const weight = { active: 2, invited: 1, disabled: 0 };

/**
 * The last active admin can't go; nor, while there is none yet, the last invited one. `all` holds every admin,
 * under locks that keep the others as they are until this change is committed.
 */
export function keepAnAdmin(all: Standing[], leaving: Standing): void {
  if (leaving.role !== 'admin' || leaving.state === 'disabled') return;
  const remains = all.some(
    ({ id, role, state }) => id !== leaving.id && role === 'admin' && weight[state] >= weight[leaving.state],
  );
  if (!remains)
    throw new DomainError('conflict', 'This is the last admin. Make somebody else an admin first.', {
      code: 'last_admin',
    });
}

/** Nobody shuts themselves out by a slip: role and state of one's own account are for another admin. */
export function refuseOwn(kind: 'operator' | 'user', id: string, { actor }: Who): void {
  if (actor.kind === kind && actor.id === id)
    throw new DomainError('forbidden', 'This is your own account: ask another admin.', {
      code: 'own_account',
    });
}
