import { newId } from '@tenantry/kernel';
import type { ConversationReport } from '@tenantry/conversations';

export interface Shape {
  tenants: { id: string; slug: string }[];
  rows: number;
  users: number;
}

const CHANNELS = ['chat', 'voice', 'email'];
const HOUR = 3_600_000;

/** Small deterministic generator (mulberry32), so that every round writes alike data. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Conversations in order of time over 30 days, users drawn evenly, one in ten from a user seen an hour before. */
export function makeReports({ tenants, rows, users }: Shape, seed: number): ConversationReport[] {
  const next = random(seed);
  const pick = (n: number) => Math.floor(next() * n);
  const begin = Date.now() - 31 * 24 * HOUR;
  const step = (30 * 24 * HOUR) / rows;
  const reports: ConversationReport[] = [];
  for (let i = 0; i < rows; i++) {
    const again = i > 100 && next() < 0.1 ? reports[i - 1 - pick(20)] : undefined;
    const tenant = tenants[pick(tenants.length)]!;
    const user = pick(users);
    reports.push({
      tenant: again?.tenant ?? tenant.slug,
      id: newId(),
      channel: again?.channel ?? CHANNELS[pick(3)]!,
      user: again?.user ?? {
        reference: `customer-${user}`,
        name: `Customer Number ${user}`,
        email: `customer-${user}@example.test`,
        role: 'customer',
      },
      initiatedBy: 'end_user',
      party: next() < 0.6 ? 'bot' : 'agent',
      agentName: next() < 0.4 ? `Agent ${pick(30)}` : undefined,
      subject: next() < 0.5 ? 'Where is my order, and when will it arrive?' : undefined,
      startedAt: new Date(begin + Math.floor(i * step)).toISOString(),
    });
  }
  return reports;
}
