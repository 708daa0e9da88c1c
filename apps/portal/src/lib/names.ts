import { m } from '#messages';

type Names = Record<string, () => string>;

const initiators: Names = { end_user: m.by_end_user, agent: m.by_agent };
const parties: Names = { bot: m.party_bot, agent: m.party_agent };
const channels: Names = {
  api: m.channel_api,
  chat: m.channel_chat,
  email: m.channel_email,
  facebook: m.channel_facebook,
  messenger: m.channel_messenger,
  instagram: m.channel_instagram,
  skype_business: m.channel_skype_business,
  slack: m.channel_slack,
  sms: m.channel_sms,
  teams: m.channel_teams,
  telegram: m.channel_telegram,
  voice: m.channel_voice,
  whatsapp: m.channel_whatsapp,
  widget: m.channel_widget,
};
const ledgerKinds: Names = {
  refill: m.ledger_refill,
  removal: m.ledger_removal,
  correction: m.ledger_correction,
  expiry: m.ledger_expiry,
};
const logTypes = {
  tenant: m.log_type_tenant,
  user: m.log_type_user,
  sign_in: m.log_type_sign_in,
  subscription: m.log_type_subscription,
  settings: m.log_type_settings,
  export: m.log_type_export,
  key: m.log_type_key,
  permission: m.log_type_permission,
  system: m.log_type_system,
} satisfies Names;
const actors: Names = {
  operator: m.actor_operator,
  user: m.actor_user,
  key: m.actor_key,
  system: m.actor_system,
  anonymous: m.actor_anonymous,
};
const roles: Names = {
  admin: m.role_admin,
  supervisor: m.role_supervisor,
  agent: m.role_agent,
  member: m.role_member,
};

const operatorRoles: Names = {
  admin: m.role_admin,
  support: m.role_support,
  auditor: m.role_auditor,
};

/** A name in the reader's language; `data` when the key is none of ours and is shown as it came. */
export type Named = { text: string; data: boolean };

const lookUp =
  (names: Names) =>
  (key: string): Named => {
    const name = Object.hasOwn(names, key) ? names[key] : undefined;
    return name ? { text: name(), data: false } : { text: key, data: true };
  };

export const initiatorName = lookUp(initiators);
export const partyName = lookUp(parties);
export const channelName = lookUp(channels);
export const ledgerKindName = lookUp(ledgerKinds);
export const logTypeName = lookUp(logTypes);
export const actorName = lookUp(actors);
export const roleName = lookUp(roles);
export const operatorRoleName = lookUp(operatorRoles);

export const logTypeKeys = Object.keys(logTypes) as (keyof typeof logTypes)[];

/** An order of a list, by the name of what it goes by. */
export const orderName = (what: string, descending: boolean): string =>
  `${what} · ${descending ? m.sort_descending() : m.sort_ascending()}`;
