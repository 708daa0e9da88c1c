import { DAY } from '@tenantry/kernel';

/** In the order of their keys, in which their rows are locked. */
export const pools = ['agents', 'ai_agents', 'ai_tenants', 'tenants', 'workflow_triggers'] as const;
export type Pool = (typeof pools)[number];

export type LicenceState = 'valid' | 'grace' | 'expired' | 'not_yet_valid';

/** What a licence says. */
export interface Terms {
  id: string;
  /** Of two with one id the higher one replaces the lower. */
  version: number;
  customer: string;
  issuedAt: Date;
  validFrom: Date;
  /** Null: it never ends. */
  validTo: Date | null;
  /** How many days after its end it still allows new allocation, with a banner. */
  graceDays: number;
  /** Keys of permissions; null: all, those of later versions too. */
  features: ReadonlySet<string> | null;
  /** Null: unlimited. */
  pools: Readonly<Record<Pool, number | null>>;
}

/** What is in force where none was ever installed. */
export const evaluation: Terms = {
  id: 'evaluation',
  version: 1,
  customer: '',
  issuedAt: new Date(0),
  validFrom: new Date(0),
  validTo: null,
  graceDays: 0,
  features: null,
  pools: { agents: 1_000, ai_agents: 20, ai_tenants: 5, tenants: 100, workflow_triggers: 100_000 },
};

export const graceEndOf = ({ validTo, graceDays }: Terms): Date | null =>
  validTo && new Date(validTo.getTime() + graceDays * DAY);

/** Begun ones count; null outside the grace days. */
export function graceDaysLeft(terms: Terms, at: Date): number | null {
  if (stateAt(terms, at) !== 'grace') return null;
  return Math.ceil((graceEndOf(terms)!.getTime() - at.getTime()) / DAY);
}

/** Asked of the moment: no job moves a licence from one state to the next. */
export function stateAt(terms: Terms, at: Date): LicenceState {
  if (at < terms.validFrom) return 'not_yet_valid';
  if (!terms.validTo || at < terms.validTo) return 'valid';
  return at < graceEndOf(terms)! ? 'grace' : 'expired';
}
