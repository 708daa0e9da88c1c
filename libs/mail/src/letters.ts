/** What a letter says, by name. Instants are Dates when posted and ISO text once queued. */
export interface LetterParams {
  activation: Account;
  'login-information': Account;
  'operator-invitation': { name: string; email: string; address: string; expiresAt: Instant };
  'password-reset': Security & { login: string; expiresAt: Instant };
  'email-change': Security & { email: string; expiresAt: Instant };
  'address-changed': Security & { email: string };
  'second-factor-on': Security;
  'second-factor-off': Security;
  'recovery-codes-renewed': Security;
  threshold: {
    companyName: string;
    contractId: string;
    /** All newly reached steps, in per cent. */
    steps: { step: number; reachedAt: Instant }[];
    highest: number;
    consumed: number;
    purchased: number;
    available: number;
    /** Start of links: `https://acme.example.com`, without a slash at its end. */
    address: string;
  };
  'capability-threshold': CapabilityUsedUp;
  'capability-flow-threshold': CapabilityUsedUp & { resetsAt: Instant };
  'expansion-requested': Expansion & { requestId: string; reason: string };
  'expansion-approved': Expansion & { granted: number; note: string };
  'expansion-partly-approved': Expansion & { granted: number; note: string };
  'expansion-declined': Expansion & { note: string };
  'export-ready': ExportReady;
  /** To an operator. */
  'tenant-export-ready': ExportReady;
  'tenant-disabled': { companyName: string };
  'tenant-enabled': { companyName: string };
  'tenant-deletion-scheduled': { companyName: string; purgeAt: Instant };
  'tenant-deleted': { companyName: string };
}

interface Account {
  firstName: string;
  companyName: string;
  username: string;
  address: string;
  expiresAt: Instant;
}

interface CapabilityUsedUp {
  companyName: string;
  /** Its key; every language has a name for it. */
  capability: string;
  limit: number;
  used: number;
  reachedAt: Instant;
  address: string;
}

/** A tenant's request for more of a capability. */
interface Expansion {
  /** Whoever asked. */
  name: string;
  companyName: string;
  capability: string;
  quantity: number;
  address: string;
}

/** An archive of everything that a tenant owns; it is never mailed itself. */
interface ExportReady {
  name: string;
  companyName: string;
  tenantId: string;
  exportId: string;
  expiresAt: Instant;
  address: string;
}

/** To anyone who signs in; operators belong to no company. */
interface Security {
  name: string;
  companyName?: string;
  address: string;
}

/** Kept encrypted in the queue and wiped when the mail leaves it. */
export interface LetterSecrets {
  activation: { token: string };
  'login-information': { password: string };
  'operator-invitation': { token: string };
  'password-reset': { token: string };
  'email-change': { token: string };
}

export type Instant = Date | string;
export type Letter = keyof LetterParams;

export const languages = ['en', 'ar', 'de'] as const;
export type Language = (typeof languages)[number];

interface Traits {
  /** Goes out although its tenant is disabled. */
  notice?: boolean;
  /** Where its button leads. */
  link?(params: Record<string, unknown>, secrets: Record<string, string>): string;
}

/** A path that carries the letter's one-time token. */
function withToken(path: string) {
  return (params: Record<string, unknown>, { token }: Record<string, string>) => {
    if (!token) throw new BadMail('A letter with a link that lacks its token');
    return `${originOf(params)}${path}?token=${encodeURIComponent(token)}`;
  };
}

const at = (path: string) => (params: Record<string, unknown>) => `${originOf(params)}${path}`;

export const letters: Record<Letter, Traits> = {
  activation: { link: withToken('/activate') },
  'login-information': { link: at('/') },
  'operator-invitation': { link: withToken('/activate') },
  'password-reset': { link: withToken('/reset-password') },
  'email-change': { link: withToken('/confirm-email') },
  'address-changed': { link: at('/') },
  'second-factor-on': { link: at('/') },
  'second-factor-off': { link: at('/') },
  'recovery-codes-renewed': { link: at('/') },
  threshold: { link: at('/settings/subscription') },
  'capability-threshold': { link: at('/settings/capabilities') },
  'capability-flow-threshold': { link: at('/settings/capabilities') },
  'expansion-requested': { link: at('/requests') },
  'expansion-approved': { link: at('/settings/capabilities') },
  'expansion-partly-approved': { link: at('/settings/capabilities') },
  'expansion-declined': { link: at('/settings/capabilities') },
  'export-ready': { link: at('/settings/exports') },
  'tenant-export-ready': {
    notice: true,
    link: (params) => at(`/tenants/${encodeURIComponent(String(params['tenantId']))}/exports`)(params),
  },
  'tenant-disabled': { notice: true },
  'tenant-enabled': {},
  'tenant-deletion-scheduled': { notice: true },
  'tenant-deleted': { notice: true },
};

export const isLetter = (name: string): name is Letter => Object.hasOwn(letters, name);

/** `de-AT` is German; what no letter is written in falls back to English. */
export function languageOf(tag: string): Language {
  const base = tag.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === base) ?? 'en';
}

/** This mail can never be written: trying again would not help. */
export class BadMail extends Error {}

function originOf({ address }: Record<string, unknown>): string {
  const url = typeof address === 'string' && URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new BadMail('The address for links is not a web address');
  return url.origin;
}
