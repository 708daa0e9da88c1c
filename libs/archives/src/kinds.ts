import { at, day, id, ids, instants, json, plain, words, yes } from './lines';
import type { Kind } from './lines';
import { reported } from './kinds-reported';

const ofTenant = (table: string) => `${table} r`;

/** Everything that a tenant owns, in the order of the archive. Field names are those of the API. */
export const kinds: readonly Kind[] = [
  {
    name: 'profile',
    what: 'the company itself, one line',
    tables: ['tenants'],
    from: ofTenant('tenants'),
    where: 'r.id = :tenant',
    key: ['id'],
    fields: {
      ...ids('id'),
      ...plain('companyName', 'slug', 'size', 'country', 'timeZone', 'language', 'notification', 'state'),
      thresholdSteps: json("CONCAT('[', r.threshold_steps, ']')"),
      ...instants('disabledAt', 'createdAt', 'updatedAt'),
    },
  },
  {
    name: 'zones',
    what: 'from when your days were counted in which time zone, if that ever changed',
    tables: ['tenant_zones'],
    from: ofTenant('tenant_zones'),
    key: ['starts_at'],
    fields: { ...instants('startsAt'), day: day('r.day'), ...plain('timeZone') },
  },
  {
    name: 'hosts',
    what: 'the addresses under which people sign in',
    tables: ['tenant_hosts'],
    from: ofTenant('tenant_hosts'),
    key: ['host'],
    fields: { ...plain('host', 'kind', 'state'), ...instants('createdAt') },
  },
  {
    name: 'users',
    what: 'accounts of your staff, without passwords',
    tables: ['users', 'user_roles', 'second_factors'],
    from: `users r LEFT JOIN user_roles o ON o.user_id = r.id
      LEFT JOIN second_factors f ON f.subject_id = r.id AND f.confirmed_at IS NOT NULL`,
    key: ['username_key'],
    fields: {
      ...ids('id'),
      ...plain('username', 'email', 'firstName', 'lastName', 'role'),
      ownRoleId: id('o.role_id'),
      ...plain('state', 'language', 'timeZone'),
      mustChangePassword: yes('r.must_change_password = 1'),
      twoStepSignIn: yes('f.subject_id IS NOT NULL'),
      ...instants('lastSignedInAt', 'createdAt'),
    },
  },
  {
    name: 'sign-in-sessions',
    what: 'where and when your staff signed in',
    tables: ['sign_in_sessions'],
    from: ofTenant('sign_in_sessions'),
    // Others are operators'.
    where: "r.tenant_id = :tenant AND r.subject_kind = 'user'",
    key: ['id'],
    fields: {
      ...ids('id'),
      userId: id('r.subject_id'),
      ...plain('host', 'ip', 'userAgent'),
      ...instants('createdAt', 'lastUsedAt', 'expiresAt', 'endedAt'),
    },
  },
  {
    name: 'keys',
    what: 'API keys, without what makes them work',
    tables: ['api_keys'],
    from: ofTenant('api_keys'),
    key: ['id'],
    fields: {
      ...ids('id'),
      ...plain('name'),
      scopes: words('r.scopes'),
      lastUsedAt: at('(SELECT MAX(s.last_used_at) FROM api_key_secrets s WHERE s.key_id = r.id)'),
      ...instants('expiresAt', 'revokedAt', 'createdAt'),
    },
  },
  {
    name: 'permissions',
    what: 'where your permissions differ from the platform’s default',
    tables: ['tenant_features'],
    from: ofTenant('tenant_features'),
    where: 'r.tenant_id = :tenant AND r.value IS NOT NULL',
    key: ['feature'],
    fields: { ...plain('feature'), value: yes('r.value = 1') },
  },
  {
    name: 'roles',
    what: 'roles of your own',
    tables: ['tenant_roles'],
    from: ofTenant('tenant_roles'),
    key: ['id'],
    fields: {
      ...ids('id'),
      ...plain('name', 'base'),
      features: words('r.features'),
      ...instants('createdAt'),
    },
  },
  {
    name: 'capabilities',
    what: 'how much you may have of each capability, and use of it',
    tables: ['capability_states'],
    from: `capability_defaults r LEFT JOIN capability_states s
      ON s.tenant_id = :tenant AND s.capability = r.capability`,
    where: 'TRUE',
    key: ['capability'],
    fields: {
      ...plain('capability'),
      limit: 'IF(s.own = 1, s.own_quantity, r.quantity)',
      free: 'r.free_quantity',
      origin: "IF(s.own = 1, 'own', 'default')",
      mode: 'COALESCE(s.own_mode, r.mode)',
      used: 'COALESCE(s.used, 0)',
      reserved: 'COALESCE(s.reserved, 0)',
      month: day('s.period'),
      overLimitSince: at('s.over_since'),
      wouldHaveRefused: 'COALESCE(s.would_refuse, 0)',
    },
  },
  {
    name: 'boosts',
    what: 'capabilities that were raised for a time',
    tables: ['capability_boosts'],
    from: ofTenant('capability_boosts'),
    key: ['id'],
    fields: {
      ...ids('id'),
      ...plain('capability', 'quantity', 'reason', 'createdBy'),
      ...instants('startsAt', 'endsAt', 'createdAt', 'settledAt'),
    },
  },
  {
    name: 'monthly-use',
    what: 'what capabilities that are counted by the month came to',
    tables: ['quota_periods'],
    from: ofTenant('quota_periods'),
    key: ['capability', 'period'],
    fields: { ...plain('capability'), month: day('r.period'), ...plain('used') },
  },
  {
    name: 'reservations',
    what: 'units of capabilities that were reserved lately',
    tables: ['quota_reservations'],
    from: ofTenant('quota_reservations'),
    key: ['capability', 'state', 'expires_at', 'id'],
    fields: {
      ...ids('id'),
      ...plain('capability', 'quantity', 'state', 'committed'),
      ...instants('expiresAt'),
    },
  },
  {
    name: 'leases',
    what: 'audio and video sessions that ran lately',
    tables: ['quota_leases'],
    from: ofTenant('quota_leases'),
    key: ['capability', 'ended', 'expires_at', 'id'],
    fields: { ...ids('id'), ...plain('capability'), ended: yes('r.ended = 1'), ...instants('expiresAt') },
  },
  ...reported,
];

/** Tables with rows of a tenant that no archive holds, each for its reason. */
export const leftOut: Readonly<Record<string, string>> = {
  api_key_tenants: 'which keys of the platform may speak for the tenant',
  changes: 'what processes of the platform tell each other',
  conversation_ids: 'the ids of conversations once more, to recognise repeats',
  exports: 'exports themselves; the log names them',
  ledger_due: 'when rows of the ledger begin and end, which they say themselves',
  one_time_tokens: 'links that were mailed and still have to be used',
  quota_keys: 'by which repeated calls are recognised for three days',
  purges: 'what is being deleted for good',
  recovery_codes: 'they let people in',
  session_chains: 'where the next session begins, which follows from sessions',
  tenant_origins: 'from which template or company operators made this one',
  tenant_permissions: 'versions of the permissions',
  tenant_terms: 'by which words operators find the tenant',
  tombstones: 'what was deleted for good',
};
