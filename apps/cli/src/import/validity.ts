import type { ConversationReport } from '@tenantry/client';

/** What the API would refuse about a conversation, or null. */
export function flawOf(report: ConversationReport): string | null {
  if (!/^[\x21-\x7e]{1,100}$/.test(report.id)) return 'id must be 1 to 100 visible ASCII characters';
  return null;
}
