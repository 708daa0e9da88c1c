import { DAY } from '@tenantry/kernel';

const GIB = 1024 ** 3;

/** What each company uses of its limits, as its services counted it; one is beyond its limit. */
export const used: Record<string, Record<string, number>> = {
  harborline: {
    disk: 3.5 * GIB,
    widgets: 2,
    channel_accounts: 12,
    workflows: 16,
    canned_messages: 143,
    dataset_files: 31,
    dataset_urls: 48,
  },
  qamar: { disk: 1.25 * GIB, widgets: 1, channel_accounts: 4, workflows: 7, canned_messages: 88 },
  nordlicht: { disk: 0.5 * GIB, channel_accounts: 3, workflows: 18, canned_messages: 61, dataset_files: 12 },
};

/** What began anew this month and was used since. */
export const flowed: Record<string, number> = { harborline: 2_310, qamar: 420 };

/** A season's need, over when the season is. */
export const boosts = (until: Date) => [
  {
    slug: 'harborline',
    key: 'workflow_triggers' as const,
    quantity: 4_000,
    startsAt: until.toISOString(),
    endsAt: new Date(until.getTime() + 45 * DAY).toISOString(),
    reason: 'Season sale',
  },
];

export const requests = [
  {
    slug: 'harborline',
    key: 'channel_accounts' as const,
    quantity: 5,
    reason: 'Two more shops open in spring, each with its own numbers.',
  },
];
