/**
 * The rule of product section 5: conversations of one (contract, user, channel) ordered by (start, id); the
 * first opens a window [start, start + duration), each one outside it opens the next. Pure.
 */
export interface Started {
  /** Milliseconds since the epoch. */
  startedAt: number;
  conversationId: string;
  initiatedBy: string;
}

export interface OpenSession extends Started {
  id: string;
}

export interface Stretch {
  /** Length of a window in milliseconds. */
  duration: number;
  /** Start of the last session that begins before the stretch, or null. */
  before: number | null;
  /** Sessions as they stand, from the stretch's first instant on, ascending. */
  sessions: OpenSession[];
  /** Conversations from that instant on, ascending by (start, id), those just recorded among them. */
  conversations: Started[];
  /** Whether the two lists reach the chain's end, or were cut where more could be read. */
  complete: boolean;
  /** Start of the last conversation just recorded in this stretch. */
  lastNew: number;
}

export interface Changes {
  /** Sessions to be written; each replaces the session of the same id, or is new when `id` is null. */
  put: { id: string | null; from: number | null; first: Started }[];
  /** Start of the chain's last session as far as the stretch was read, and whether that is the chain's end. */
  last: number | null;
  reachedEnd: boolean;
}

/**
 * Derives the stretch forward until the new chain meets the old one behind the last new conversation; null
 * when the lists end before that. A late conversation adds none or one session, takes none away and moves
 * later starts only earlier; the ids of a stretch stay in order.
 */
export function rederive(stretch: Stretch): Changes | null {
  const { duration, sessions, conversations, lastNew } = stretch;
  const put: Changes['put'] = [];
  let opened: Started[] = [];
  let replaced: OpenSession[] = [];
  let current = stretch.before;
  let next = 0;

  const settle = () => {
    opened.forEach((first, index) => {
      const old = replaced[index];
      put.push({ id: old?.id ?? null, from: old?.startedAt ?? null, first });
    });
    if (replaced.length > opened.length) throw new Error('Deriving sessions again would take one away');
    opened = [];
    replaced = [];
  };

  for (const conversation of conversations) {
    const { startedAt } = conversation;
    if (current !== null && startedAt < current + duration) continue;
    while (next < sessions.length && sessions[next]!.startedAt < startedAt) replaced.push(sessions[next++]!);
    if (next === sessions.length && !stretch.complete) return null;
    const met = sessions[next];
    if (met?.startedAt === startedAt) {
      settle();
      next++;
      if (met.conversationId !== conversation.conversationId)
        put.push({ id: met.id, from: met.startedAt, first: conversation });
      if (startedAt > lastNew) return { put, last: startedAt, reachedEnd: false };
    } else {
      opened.push(conversation);
    }
    current = startedAt;
  }
  if (!stretch.complete) return null;
  replaced.push(...sessions.slice(next));
  settle();
  return { put, last: current, reachedEnd: true };
}
