import { idToBytes, newId } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import type { World } from './world';

const roles = ['admin', 'supervisor', 'agent', 'member'] as const;
export type Role = (typeof roles)[number];

/** The admin signs in as a person would; the others are the admin's rows under other names. */
export async function staff(
  world: World,
  {
    id,
    host,
    username,
    oneTime,
    password,
    marker,
  }: Record<'id' | 'host' | 'username' | 'oneTime' | 'password' | 'marker', string>,
) {
  const { rows } = world;
  const visitor = world.as({ kind: 'anonymous' }, host);
  const [admin] = await world.query<{ id: string }>(
    `SELECT INSERT(INSERT(INSERT(INSERT(LOWER(HEX(id)), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-') AS id
     FROM users WHERE tenant_id = ?`,
    [idToBytes(id)],
  );
  const principal = (userId: string, role: Role, sessionId: string, fresh = false): Principal => ({
    kind: 'user',
    id: userId,
    name: `${marker} ${role}`,
    tenantId: id,
    role,
    sessionId,
    mustChangePassword: fresh,
  });
  const first = await visitor.auth.signIn({ login: username, password: oneTime });
  const sessionOf = (signedIn: object) => (signedIn as { sessionToken: string }).sessionToken.slice(0, 36);
  const adminOnce = principal(admin!.id, 'admin', sessionOf(first));
  await world.as(adminOnce, host).auth.changePassword({ current: oneTime, next: password });
  const second = await visitor.auth.signIn({ login: username, password });
  const { sessionToken } = second as { sessionToken: string };
  let invited = '';
  const users: Record<string, Principal> = { admin: principal(admin!.id, 'admin', sessionOf(second)) };

  for (const kind of [...roles.slice(1), 'fresh', 'invited'] as const) {
    const [userId, sessionId] = [newId(), newId()];
    const role = kind === 'fresh' || kind === 'invited' ? 'admin' : kind;
    const login = `${marker}.${kind}`;
    const address = `${kind}.${marker}@example.test`;
    await rows.copy(
      'users',
      { id: idToBytes(admin!.id) },
      {
        id: idToBytes(userId),
        username: login,
        username_key: login,
        email: address,
        email_key: address,
        role,
        ...(kind === 'fresh' && { must_change_password: 1 }),
        ...(kind === 'invited' && { state: 'invited', password_hash: null }),
      },
    );
    await rows.copy(
      'sign_in_sessions',
      { id: idToBytes(sessionOf(second)) },
      {
        id: idToBytes(sessionId),
        subject_id: idToBytes(userId),
        token_hash: Buffer.concat([idToBytes(sessionId), idToBytes(userId)]),
      },
    );
    if (kind === 'invited') invited = userId;
    if (kind === 'invited') await world.as(world.operators.admin).users.resend({ tenantId: id, userId });
    else users[kind] = principal(userId, role, sessionId, kind === 'fresh');
  }
  await world.secure(principal(invited, 'admin', invited), host);
  return { users: users as Record<Role | 'fresh', Principal>, sessionToken, invited };
}
