import { formatNumber, intlLocale } from '#lib/format';
import { poolName } from '#lib/licence/names';
import type { CapabilityItem, Views } from '#lib/views';
import { m } from '#messages';
import { inGib, isBytes } from './quantities';

export type Key = CapabilityItem['key'];
export type Mode = CapabilityItem['mode'];
export type Group = CapabilityItem['group'];

const names: Record<Key, () => string> = {
  agents: m.capability_agents,
  disk: m.capability_disk,
  widgets: m.capability_widgets,
  channel_accounts: m.capability_channel_accounts,
  workflows: m.capability_workflows,
  audio_video: m.capability_audio_video,
  canned_messages: m.capability_canned_messages,
  ai_agents: m.capability_ai_agents,
  dataset_files: m.capability_dataset_files,
  dataset_urls: m.capability_dataset_urls,
  workflow_triggers: m.capability_workflow_triggers,
};

/** One that is newer than this page is shown by its key. */
export const capabilityName = (key: string): string =>
  Object.hasOwn(names, key) ? names[key as Key]() : key;

export const modeNames: Record<Mode, () => string> = {
  hard: m.limits_mode_hard,
  soft: m.limits_mode_soft,
  observe: m.limits_mode_observe,
};

const groups: Record<Group, () => string> = {
  basic: m.group_basic,
  advanced: m.group_advanced,
  'add-on': m.group_add_on,
};

/** The items under the headings that they stand under, in their own order. */
export function grouped<Item extends { group: Group }>(items: readonly Item[]) {
  return (Object.keys(groups) as Group[])
    .map((group) => ({ group, title: groups[group](), items: items.filter((item) => item.group === group) }))
    .filter((one) => one.items.length > 0);
}

/** So many, in the words of the reader; bytes as GiB. */
export function amount(quantity: number, unit: string): string {
  if (!isBytes(unit)) return formatNumber(quantity);
  const gib = inGib(quantity);
  const exact = gib >= 0.1 || gib === 0 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
  return m.amount_gib({ n: new Intl.NumberFormat(intlLocale(), exact).format(gib) });
}

export const limitAmount = (limit: number | null, unit: string): string =>
  limit === null ? m.limits_unlimited() : amount(limit, unit);

export const poolLabel = (pool: string): string => poolName(pool as Parameters<typeof poolName>[0]);

/** Why the licence allows nothing new. */
export const barText: Record<NonNullable<Views['licence']['current']['bar']>, () => string> = {
  licence_expired: m.refused_licence_expired,
  licence_untrusted: m.refused_licence_untrusted,
};

/** What is close to its limit or beyond it. */
export const isTight = ({ over, percent }: Pick<CapabilityItem, 'over' | 'percent'>): boolean =>
  over !== null || (percent !== null && percent >= 95);
