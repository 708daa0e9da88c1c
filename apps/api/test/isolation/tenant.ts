import { idToBytes, newId } from '@tenantry/kernel';
import { KeyChecks } from '@tenantry/keys';
import type { Principal } from '@tenantry/trpc';
import { mark } from './world';
import type { World } from './world';

export const roles = ['admin', 'supervisor', 'agent', 'member'] as const;
export const password = 'a password of long standing';

/** A tenant with something of everything; a marker stands in all of its texts. */
export interface Tenant {
  id: string;
  marker: string;
  host: string;
  /** By role, and one who has to set a password first. */
  users: Record<(typeof roles)[number] | 'fresh', Principal>;
  /** A key of its own, and one of the platform that is limited to it. */
  keys: Record<'own' | 'limited', Principal>;
  /** Its ids by `table.column`. */
  ids: Map<string, string[]>;
  /** What else names its things, by the name of the field. */
  names: Record<string, string[]>;
}

export async function furnish(world: World): Promise<Tenant> {
  const marker = mark();
  const text = (what: string) => `${marker} ${what}`;
  const email = (who: string) => `${who}.${marker}@example.test`;
  const operator = world.as(world.operators.admin);
  const host = world.hostOf(marker);
  const oneTime = 'first-sign-in-2026';
  const username = `${marker}.admin`;
  const idempotencyKey = `${marker}-register`;
  const { tenantId: id } = await operator.tenants.register({
    idempotencyKey,
    companyName: text('Company'),
    slug: marker,
    size: '1-10',
    country: 'GB',
    timeZone: 'Europe/London',
    language: 'en',
    notification: 'login_information',
    managedHost: true,
    admin: {
      username,
      password: oneTime,
      firstName: text('Ada'),
      lastName: text('Byron'),
      email: email('admin'),
    },
  });
  const { users, sessionToken } = await staff(world, { id, host, username, oneTime, marker });
  const { token } = await world.mailed(id);

  const keyInput = { scopes: ['conversations:write' as const], expiresAt: null };
  const own = await operator.keys.create({ ...keyInput, tenantId: id, name: text('key') });
  const spare = await operator.keys.create({ ...keyInput, tenantId: id, name: text('spare key') });
  const limited = await operator.platformKeys.create({ ...keyInput, name: text('limited'), tenants: [id] });
  const checks = world.get(KeyChecks);
  const keys = {
    own: await checks.principalOf(own.secret),
    limited: await checks.principalOf(limited.secret),
  };

  const at = (day: number) => new Date(Date.now() - day * 86_400_000).toISOString();
  const { contractId } = await operator.subscription.createContract({
    tenantId: id,
    type: 'session',
    sessionMinutes: 60,
    startsAt: at(30),
    endsAt: null,
  });
  const purchase = {
    tenantId: id,
    contractId,
    quantity: 100,
    reason: text('reason'),
    reference: text('order'),
  };
  await operator.subscription.refill({
    ...purchase,
    idempotencyKey: `${marker}-refill`,
    requestedBy: text('Bo'),
  });
  const [technical, billing] = [[email('technical')], [email('billing')]];
  await operator.subscription.editContacts({ tenantId: id, technical, billing });

  const conversationId = `${marker}-conversation`;
  const reference = `${marker}-person`;
  const startedAt = at(1);
  const service = world.as(keys.own);
  await service.conversations.report({
    conversations: [
      {
        id: conversationId,
        channel: 'whatsapp',
        user: { reference, name: text('Person'), email: email('person'), role: marker },
        initiatedBy: 'end_user',
        party: 'bot',
        subject: text('subject'),
        startedAt,
      },
    ],
  });
  await service.conversations.joined({ joins: [{ id: conversationId, agent: text('agent'), at: at(0.9) }] });

  const ids = await world.rows.idsOf(id);
  const names = {
    tenant: [marker, id],
    tenantSlug: [marker],
    company: [marker, text('Company')],
    slug: [marker],
    login: [username, email('admin')],
    search: [marker, own.prefix, email('admin')],
    conversationId: [conversationId],
    id: [conversationId],
    reference: [reference],
    cursor: [`${startedAt}~${conversationId}`, `${startedAt}~${ids.get('sessions.id')![0]}`],
    token: [token!],
    sessionToken: [sessionToken],
    replaces: [spare.prefix],
  };
  return { id, marker, host, users, keys, ids, names };
}

/** The admin signs in as a person would; the others are the admin's rows under other names. */
async function staff(
  world: World,
  { id, host, username, oneTime, marker }: Record<'id' | 'host' | 'username' | 'oneTime' | 'marker', string>,
) {
  const { rows } = world;
  const visitor = world.as({ kind: 'anonymous' }, host);
  const [admin] = await world.query<{ id: string }>(
    `SELECT INSERT(INSERT(INSERT(INSERT(LOWER(HEX(id)), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-') AS id
     FROM users WHERE tenant_id = ?`,
    [idToBytes(id)],
  );
  const principal = (
    userId: string,
    role: (typeof roles)[number],
    sessionId: string,
    fresh = false,
  ): Principal => ({
    kind: 'user',
    id: userId,
    name: `${marker} ${role}`,
    tenantId: id,
    role,
    sessionId,
    mustChangePassword: fresh,
  });
  const first = await visitor.auth.signIn({ login: username, password: oneTime });
  const sessionOf = (sessionToken: string) => sessionToken.slice(0, 36);
  const adminOnce = principal(admin!.id, 'admin', sessionOf(first.sessionToken));
  await world.as(adminOnce, host).auth.changePassword({ current: oneTime, next: password });
  const { sessionToken } = await visitor.auth.signIn({ login: username, password });
  const users: Record<string, Principal> = { admin: principal(admin!.id, 'admin', sessionOf(sessionToken)) };

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
      { id: idToBytes(sessionOf(sessionToken)) },
      {
        id: idToBytes(sessionId),
        subject_id: idToBytes(userId),
        token_hash: Buffer.concat([idToBytes(sessionId), idToBytes(userId)]),
      },
    );
    if (kind === 'invited')
      await world.as(world.operators.admin).users.resend({ tenantId: id, userId });
    else users[kind] = principal(userId, role, sessionId, kind === 'fresh');
  }
  return { users: users as Tenant['users'], sessionToken };
}
