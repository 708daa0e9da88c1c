import { DAY, localDay, MINUTE, SECOND, wallToInstant } from '@tenantry/kernel';
import type { Company } from './companies';
import { Random } from './random';

export interface DemoUser {
  reference: string;
  name: string;
  email: string;
  role: string;
}

export interface DemoConversation {
  tenant: string;
  id: string;
  channel: string;
  user: DemoUser | null;
  initiatedBy: 'end_user' | 'agent';
  party: 'bot' | 'agent';
  agentName?: string;
  subject: string;
  startedAt: string;
}

export interface DemoJoin {
  tenant: string;
  id: string;
  agent: string;
  at: string;
}

export interface DemoHistory {
  conversations: DemoConversation[];
  joins: DemoJoin[];
}

/** Channels on which a bot answers first. */
const withBot = new Set(['chat', 'whatsapp', 'messenger', 'instagram']);
const outgoing = new Set(['voice', 'email', 'sms']);

/**
 * What happened in the `days` local days up to `until`. A day's conversations follow from the company and the
 * day alone, so that the same day always looks the same.
 */
export function historyOf(company: Company, until: Date, days: number): DemoHistory {
  const users = usersOf(company);
  const history: DemoHistory = { conversations: [], joins: [] };
  const last = Date.parse(localDay(until, company.timeZone));
  for (let back = days - 1; back >= 0; back--) addDay(history, company, users, last - back * DAY);
  const happened = ({ startedAt }: DemoConversation) => Date.parse(startedAt) <= until.getTime();
  const conversations = history.conversations.filter(happened);
  const ids = new Set(conversations.map(({ id }) => id));
  const joins = history.joins.filter(({ id, at }) => ids.has(id) && Date.parse(at) <= until.getTime());
  return { conversations: conversations.sort(byStart), joins };
}

const byStart = (a: DemoConversation, b: DemoConversation) =>
  a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : a.id < b.id ? -1 : 1;

function usersOf({ slug, customers, firstNames, lastNames }: Company): DemoUser[] {
  const random = new Random(`${slug} users`);
  return Array.from({ length: customers }, (_, i) => {
    const reference = `${slug}-${1000 + i}`;
    return {
      reference,
      name: `${random.pick(firstNames)} ${random.pick(lastNames)}`,
      email: `customer.${1000 + i}@mail.test`,
      role: random.weighted({ customer: 80, member: 15, partner: 5 }),
    };
  });
}

function addDay(history: DemoHistory, company: Company, users: DemoUser[], midnight: number): void {
  const day = new Date(midnight).toISOString().slice(0, 10);
  const random = new Random(`${company.slug} ${day}`);
  const weekday = new Date(midnight).getUTCDay();
  // Slow waves over the year, and a day's own luck.
  const season = 1 + 0.12 * Math.sin(midnight / DAY / 23);
  const expected = company.perDay * company.week[weekday]! * season * (0.85 + 0.3 * random.next());
  const hours = Object.fromEntries(company.hours.map((weight, hour) => [String(hour), weight]));
  let number = 0;

  const add = (startedAt: number, channel: string, user: DemoUser | null) => {
    const id = `${company.slug}-${day.replaceAll('-', '')}-${String(++number).padStart(4, '0')}`;
    const byBot = withBot.has(channel) && random.chance(0.6);
    const agent = random.pick(company.agents);
    history.conversations.push({
      tenant: company.slug,
      id,
      channel,
      user,
      initiatedBy: user && outgoing.has(channel) && random.chance(0.15) ? 'agent' : 'end_user',
      party: byBot ? 'bot' : 'agent',
      ...(!byBot && { agentName: agent }),
      subject: random.pick(company.subjects),
      startedAt: new Date(startedAt).toISOString(),
    });
    if (byBot && random.chance(0.35)) {
      const at = new Date(startedAt + random.int(1, 9) * MINUTE + random.int(0, 59) * SECOND);
      history.joins.push({ tenant: company.slug, id, agent, at: at.toISOString() });
    }
  };

  for (let i = 0; i < Math.round(expected); i++) {
    const clock = [Number(random.weighted(hours)), random.int(0, 59), random.int(0, 59)];
    const wall = clock.map((part) => String(part).padStart(2, '0')).join(':');
    let at = wallToInstant(`${day}T${wall}`, company.timeZone).getTime();
    const channel = random.weighted(company.channels);
    const isAnonymous = channel === 'chat' && random.chance(0.12);
    // Squared, so that some come often and most come rarely.
    const user = isAnonymous ? null : users[Math.floor(random.next() ** 2 * users.length)]!;
    add(at, channel, user);
    while (user && random.chance(0.36)) {
      at += random.int(3, 70) * MINUTE;
      add(at, channel, user);
    }
  }
}

/** Sessions that these conversations, sorted by start, cost; to buy licences that will fit. */
export function sessionsIn(conversations: DemoConversation[], minutes: number): number {
  const openUntil = new Map<string, number>();
  let sessions = 0;
  for (const { user, channel, startedAt } of conversations) {
    const start = Date.parse(startedAt);
    const key = user && `${user.reference} ${channel}`;
    if (key !== null && start < (openUntil.get(key) ?? -Infinity)) continue;
    sessions++;
    if (key !== null) openUntil.set(key, start + minutes * MINUTE);
  }
  return sessions;
}
