import { ExportsJob } from '@tenantry/exports';
import { randomToken } from '@tenantry/kernel';
import { KeyChecks, keyScopes } from '@tenantry/keys';
import type { Principal } from '@tenantry/trpc';
import { staff } from './staff';
import type { Role } from './staff';
import { subscribe } from './subscription';
import { watch } from './views';
import { mark } from './world';
import type { World } from './world';

/** A tenant with something of everything; a marker stands in all of its texts. */
export interface Tenant {
  id: string;
  marker: string;
  host: string;
  /** Of its admin. */
  password: string;
  /** By role, and one who has to set a password first. */
  users: Record<Role | 'fresh', Principal>;
  /** An operator who looks at it with its leave. */
  viewer: Principal;
  /** A key of its own, and one of the platform that is limited to it. */
  keys: Record<'own' | 'limited', Principal>;
  platformKey: string;
  /** Of the authenticator app of one who has it on, and of one who is about to, by the person's id. */
  authenticators: Map<string, string>;
  recoveryCode: string;
  /** Its ids by `table.column`. */
  ids: Map<string, string[]>;
  /** What else names its things, by the name of the field. */
  names: Record<string, string[]>;
}

export async function furnish(world: World): Promise<Tenant> {
  const marker = mark();
  // Names that strangers may take for things of their own; they end up in their data.
  const taken = mark();
  const text = (what: string) => `${marker} ${what}`;
  const email = (who: string) => `${who}.${marker}@example.test`;
  const operator = world.as(world.operators.admin);
  const host = world.hostOf(marker);
  const oneTime = 'first-sign-in-2026';
  const password = `long standing ${randomToken()}`;
  const username = `${taken}.admin`;
  const address = `${taken}@example.test`;
  const idempotencyKey = `${marker}-register`;
  const made = await operator.tenants.create({
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
      email: address,
    },
  });
  if (made.dryRun) throw new Error('This was to be created');
  const id = made.tenantId;
  const { users, sessionToken, invited } = await staff(world, {
    id,
    host,
    username,
    oneTime,
    password,
    marker,
  });
  const { token } = await world.mailed(id);
  // Of other people than those who are asked for below: each new link would kill the one before.
  await world.as({ kind: 'anonymous' }, host).auth.requestReset({ login: `${marker}.agent` });
  const { token: reset } = await world.mailed(id);
  await world.as(users.member, host).auth.requestEmailChange({ email: email('new'), password });
  const { token: change } = await world.mailed(id);

  const { secret, recoveryCodes } = await world.secure(users.supervisor, host);
  const asked = await world
    .as({ kind: 'anonymous' }, host)
    .auth.signIn({ login: `${marker}.supervisor`, password });
  const { challenge } = asked as { challenge: string };
  const begun = await world.as(users.member, host).auth.totp.begin();
  const authenticators = new Map([
    [idOf(users.supervisor), secret],
    [idOf(users.member), begun.secret],
  ]);

  const keyInput = { scopes: [...keyScopes], expiresAt: null };
  const own = await operator.keys.create({ ...keyInput, tenantId: id, name: text('key') });
  const spare = await operator.keys.create({ ...keyInput, tenantId: id, name: text('spare key') });
  const limited = await operator.platformKeys.create({ ...keyInput, name: text('limited'), tenants: [id] });
  const checks = world.get(KeyChecks);
  const keys = {
    own: await checks.principalOf(own.secret),
    limited: await checks.principalOf(limited.secret),
  };

  const at = (day: number) => new Date(Date.now() - day * 86_400_000).toISOString();
  await subscribe(operator, { id, marker, startsAt: at(30), email });

  const conversationId = `${taken}-conversation`;
  const reference = `${taken}-person`;
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

  const { results: held } = await service.capabilities.reserve({
    items: [{ key: 'widgets', quantity: 1, ttlSeconds: 86_400, idempotencyKey: `${taken}-reservation` }],
  });
  const { results: running } = await service.capabilities.acquire({
    items: [{ key: 'audio_video', ttlSeconds: 86_400, idempotencyKey: `${taken}-lease` }],
  });

  const [startsAt, endsAt] = [at(-1), at(-9)];
  const boost = { tenantId: id, key: 'workflows' as const, quantity: 100, startsAt, endsAt };
  await operator.capabilities.boost({ ...boost, reason: text('season') });
  const asking = world.as(users.admin, host).requests;
  await asking.open({ key: 'widgets', quantity: 2, reason: text('need') });
  await asking.open({ key: 'disk', quantity: 2, reason: text('files') });

  await world.as(users.admin, host).exports.begin({});
  await world.get(ExportsJob).run();

  const features = ['conversation.reply', 'log.operation', 'subscription.view'];
  const role = { tenantId: id, base: 'agent' as const, features };
  const { id: roleId } = await operator.permissions.addRole({ ...role, name: text('role') });
  await operator.permissions.addRole({ ...role, name: text('spare role') });
  await operator.permissions.assignRole({ tenantId: id, userId: idOf(users.agent), roleId });
  const changes = [{ key: 'campaign.one_off', value: false }];
  await operator.permissions.change({ tenantId: id, version: 0, changes });

  const {
    viewer,
    token: viewToken,
    staff: operators,
  } = await watch(world, { id, host, admin: users.admin, marker });

  const ids = await world.rows.idsOf(id);
  // First whoever can be sent away, changed and brought back without being missed.
  ids.set('users.id', [invited, ...ids.get('users.id')!.filter((userId) => userId !== invited)]);
  // Somebody else's, about this tenant; a draft is one operator's and no tenant's.
  const founder = world.as(await world.operator('admin'));
  ids.set('drafts.id', [(await founder.drafts.start({ from: { tenantId: id } })).id]);
  const names = {
    tenant: [marker, id],
    tenants: [marker, id],
    reservationId: [held[0]!.reservationId!],
    leaseId: [running[0]!.leaseId!],
    tenantSlug: [marker],
    company: [marker, text('Company')],
    slug: [marker],
    login: [username, address],
    search: [marker, own.prefix, address],
    conversationId: [conversationId],
    id: [conversationId],
    reference: [reference],
    email: [address],
    username: [username],
    cursor: [`${startedAt}~${conversationId}`, `${startedAt}~${ids.get('sessions.id')![0]}`],
    token: [token!, reset!, change!, viewToken],
    sessionToken: [sessionToken],
    challenge: [challenge],
    replaces: [spare.prefix],
  };
  // A platform key is not the tenant's, though it may speak for it alone; nor are the operators who look at it.
  const platformKey = limited.id;
  const foreign = new Set([platformKey, ...operators]);
  for (const [column, found] of ids)
    ids.set(
      column,
      found.filter((each) => !foreign.has(each)),
    );
  const [recoveryCode] = recoveryCodes as [string];
  const secrets = { password, authenticators, recoveryCode };
  return { id, marker, host, users, viewer, keys, platformKey, ids, names, ...secrets };
}

export const idOf = (principal: Principal): string => (principal.kind === 'anonymous' ? '' : principal.id);
