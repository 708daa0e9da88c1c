import type { Who, Views } from '#lib/views';
import { m } from '#messages';

export type LicenceNotice = NonNullable<Who['licence']>;
export type LicenceView = Views['licence']['current'];
export type LicencePreview = Views['licence']['preview'];
export type LicenceRow = Views['licence']['history']['items'][number];
export type Pool = LicenceView['pools'][number]['pool'];

const pools: Record<Pool, () => string> = {
  agents: m.licence_pool_agents,
  ai_agents: m.licence_pool_ai_agents,
  ai_tenants: m.licence_pool_ai_tenants,
  tenants: m.licence_pool_tenants,
  workflow_triggers: m.licence_pool_workflow_triggers,
};

export const poolName = (pool: Pool): string => pools[pool]();

export type Standing = 'evaluation' | 'valid' | 'grace' | 'expired' | 'not_yet_valid' | 'untrusted';

/** One word for how the licence stands; what nobody vouches for is that before anything else. */
export function standingOf({
  source,
  state,
  trusted,
}: Pick<LicenceNotice, 'source' | 'state' | 'trusted'>): Standing {
  if (!trusted) return 'untrusted';
  return source === 'evaluation' ? 'evaluation' : state;
}
