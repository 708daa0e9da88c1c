import type { Views } from '#lib/views';
import { m } from '#messages';

export type DeletionPreview = Views['tenants']['deletionPreview'];
export type Tombstone = Views['tenants']['tombstones']['items'][number];

const groups: Record<DeletionPreview['groups'][number]['group'], () => string> = {
  company: m.deletion_group_company,
  people: m.deletion_group_people,
  access: m.deletion_group_access,
  conversations: m.deletion_group_conversations,
  subscription: m.deletion_group_subscription,
  capabilities: m.deletion_group_capabilities,
  permissions: m.deletion_group_permissions,
  mail: m.deletion_group_mail,
  log: m.deletion_group_log,
};

export const groupName = (group: keyof typeof groups): string => groups[group]();
