import { conversationReport, joinReport } from '@tenantry/conversations';
import { DAY } from '@tenantry/kernel';
import { wishShape } from '@tenantry/onboarding';
import { itemShapes } from '@tenantry/quotas';
import { appCode } from '@tenantry/second-factors/test';
import type { Caller } from './callers';
import type { Hints, Schema, Slot } from './inputs';
import { licence } from './licence';
import { idOf } from './tenant';
import type { Tenant } from './tenant';

const references = new Set([
  ...[
    'tenant',
    'tenantIds',
    'tenants',
    'company',
    'slug',
    'login',
    'search',
    'conversationId',
    'id',
    'reference',
  ],
  ...['cursor', 'token', 'sessionToken', 'challenge', 'replaces', 'email', 'username'],
  ...['reservationId', 'leaseId'],
]);

/** Fields by which an operator rightly names any tenant. */
export const tenantNames = new Set([
  'tenantId',
  'tenantIds',
  'tenants',
  'tenant',
  'company',
  'slug',
  'search',
  'viewIds',
]);
/** Whoever holds one may use it on the shared host: it speaks for itself. */
export const bearers = new Set(['token', 'sessionToken']);

/** Where an id of that name comes from; any other field is tried with ids of every table. */
const sources: Record<string, string[]> = {
  tenantId: ['tenants.id'],
  tenantIds: ['tenants.id'],
  tenants: ['tenants.id'],
  userId: ['users.id'],
  keyId: ['api_keys.id'],
  contractId: ['contracts.id'],
  operatorId: ['operators.id'],
  boostId: ['capability_boosts.id'],
  requestId: ['requests.id'],
  exportId: ['exports.id'],
  viewIds: ['support_views.id'],
  personId: ['people.id'],
  roleId: ['tenant_roles.id'],
  draftId: ['drafts.id'],
  templateId: ['tenant_templates.id'],
  tombstoneId: ['tombstones.id'],
  userIds: ['users.id'],
  user: ['users.id'],
};

/** Unique in one tenant only: each makes its own, and another's are free. */
export const perTenant = new Set(['email', 'username']);

/** Asking for a new password is for people whom nobody knows yet: it writes a mail to the account that was named. */
export const writesByDesign = new Set(['auth.requestReset']);

let fresh = 0;
const samples: Hints['samples'] = {
  idempotencyKey: () => `isolation-${++fresh}`,
  companyName: () => `Company ${++fresh}`,
  username: () => `user${++fresh}`,
  email: () => `somebody${++fresh}@example.test`,
  next: () => 'another password of long standing',
  size: () => '1-10',
  country: () => 'GB',
  timeZone: () => 'Europe/London',
  language: () => 'en',
  channel: () => 'whatsapp',
  sessionMinutes: () => 60,
  // Nothing of it may expire between an answer and the one it is compared with.
  ttlSeconds: () => 86_400,
  endsAt: () => new Date(Date.now() + DAY).toISOString(),
  at: () => new Date().toISOString(),
  text: () => licence.text,
  expects: () => licence.expects,
};
/** What the elements are that a procedure checks by itself. */
const elements: Record<string, Schema> = {
  'conversations.report': conversationReport,
  'conversations.joined': joinReport,
  'tenants.createMany': wishShape,
  ...Object.fromEntries(Object.entries(itemShapes).map(([verb, shape]) => [`capabilities.${verb}`, shape])),
};

/** Fields that may be missing, but not all of them. */
const wanted: Record<string, readonly string[]> = {
  'auth.secondFactor': ['recoveryCode'],
  'tenants.create': ['timeZone', 'language'],
  'tenants.createMany': ['rows.0.timeZone', 'rows.0.language'],
};

/** Of the caller's authenticator app. Each works once, so who is done with one takes the next. */
function codeFor(path: string, { home, principal }: Caller): string {
  const secret = home.authenticators.get(idOf(principal));
  return secret ? appCode(secret, new Date(), path === 'auth.totp.disable' ? 1 : 0) : '123456';
}

/** Of the catalogue that the procedure speaks of. */
function keyFor(path: string): string {
  if (path.startsWith('permissions')) return 'conversation.reply';
  return path === 'capabilities.acquire' ? 'audio_video' : 'widgets';
}

export function hintsOf(path: string, caller: Caller): Hints {
  const { password, recoveryCode } = caller.home;
  return {
    references,
    samples: {
      ...samples,
      key: () => keyFor(path),
      feature: () => keyFor('permissions'),
      features: () => keyFor('permissions'),
      // A boost is larger than the limit that it raises.
      quantity: () => (path === 'capabilities.boost' ? 60 : 1),
      // Whoever deletes a company types its name.
      companyName: path === 'tenants.delete' ? () => caller.home.names['company']![1]! : samples.companyName!,
      password: () => password,
      current: () => password,
      code: () => codeFor(path, caller),
      recoveryCode: () => recoveryCode,
    },
    wanted: wanted[path],
    elementOf: elements[path],
  };
}

/** What a tenant's things of that name are called. */
export function candidates(tenant: Tenant, { name, isId }: Slot): string[] {
  if (!isId) return tenant.names[name] ?? [];
  const one = sources[name]?.flatMap((source) => tenant.ids.get(source) ?? []) ?? [];
  if (one.length > 0) return one;
  const sampled = [...tenant.ids].flatMap(([column, ids]) => (column.endsWith('.id') ? ids.slice(0, 1) : []));
  return [...new Set(sampled)];
}

/** The same but for its end, so that it stands at the same place of every order; nothing has it. */
export function twinOf(text: string): string {
  const last = text.at(-1)!;
  const other = /[0-9a-f]/i.test(last) ? (last === '7' ? '8' : '7') : last === 'x' ? 'y' : 'x';
  return text.slice(0, -1) + other;
}
