import type { ConversationReport } from '@tenantry/client';
import { conversationReport } from '@tenantry/conversations';
import { MINUTE } from '@tenantry/kernel';

/** What the API would refuse about a conversation, or null. */
export function flawOf(report: ConversationReport): string | null {
  const { success, error } = conversationReport.safeParse(report);
  const [issue] = error?.issues ?? [];
  if (!success) return issue ? `${issue.path.join('.')}: ${issue.message}` : 'malformed';
  return Date.parse(report.startedAt) > Date.now() + 5 * MINUTE ? 'begins in the future' : null;
}
