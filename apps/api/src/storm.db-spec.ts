import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenantryClient, reportAll } from '@tenantry/client';
import type { ConversationReport } from '@tenantry/client';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { idToBytes, MINUTE, newId } from '@tenantry/kernel';
import { Catcher } from '../test/catcher';
import { Fleet, until } from '../test/fleet';
import { furnish, olga } from '../test/installation';

const ZERO = Date.parse('2025-03-01T00:00:00.000Z');
const SESSION = 60 * MINUTE;
const addresses = ['ada@acme.test', 'tech@acme.test', 'pay@acme.test'];

let seed = 20_250_301;
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}
const shuffled = <T>(items: T[]) =>
  items
    .map((item) => [random(1e9), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

let scratch: Scratch;
let catcher: Catcher;
let fleet: Fleet;
let env: Record<string, string>;
let tenantId: string;
let contractId: string;
let apiKey: string;
let operator: Record<string, string>;

/** A procedure, called as the portal does for an operator; again, on another process, while none answers. */
async function call<T>(path: string, input: object): Promise<T> {
  let answered: { result: { data: T } } | undefined;
  await until(`${path} is answered`, async () => {
    const headers = { 'content-type': 'application/json', ...operator };
    const sent = { method: 'POST', headers, body: JSON.stringify(input) };
    const response = await fetch(`${fleet.ships[random(3)]!.address}/trpc/${path}`, sent).catch(() => null);
    const body = (await response?.json().catch(() => null)) as typeof answered | null;
    if (response && body && response.status !== 200) throw new Error(JSON.stringify(body));
    answered = body ?? undefined;
    return answered !== undefined;
  });
  return answered!.result.data;
}
const refill = (quantity: number) =>
  call('subscription.refill', { tenantId, contractId, idempotencyKey: newId(), quantity, reason: 'Order' });

/** What an operator does once: a tenant with a contract, licences and contacts. */
async function register(): Promise<void> {
  const portal = { 'x-tenantry-portal': env['PORTAL_SECRET']!, 'x-tenantry-host': 'console.localhost' };
  operator = { ...portal, 'x-tenantry-proto': 'http', 'x-tenantry-ip': '203.0.113.9' };
  const { accessToken } = await call<{ accessToken: string }>('auth.signIn', olga);
  operator['authorization'] = `Bearer ${accessToken}`;
  ({ tenantId } = await call<{ tenantId: string }>('tenants.create', {
    ...{ idempotencyKey: newId(), companyName: 'Acme', slug: 'acme', size: '1-10', country: 'GB' },
    ...{ timeZone: 'Europe/London', language: 'en', notification: 'activation_link', managedHost: true },
    admin: { username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: addresses[0] },
  }));
  const time = { sessionMinutes: 60, startsAt: new Date(ZERO).toISOString(), endsAt: null };
  const contract = { tenantId, type: 'session', ...time };
  ({ contractId } = await call<{ contractId: string }>('subscription.createContract', contract));
  await refill(200);
  const contacts = { technical: [addresses[1]], billing: [addresses[2], addresses[1]] };
  await call('subscription.editContacts', { tenantId, ...contacts });
}

const conversations = Array.from({ length: 600 }, (_, index): ConversationReport & { startedAt: string } => ({
  tenant: 'acme',
  id: `c-${(index * 7919) % 10_000}-${index}`,
  channel: random(2) ? 'chat' : 'voice',
  user: random(10) ? { reference: `u${random(12)}`, name: `Name ${random(5)}` } : null,
  initiatedBy: 'end_user',
  party: 'bot',
  startedAt: new Date(ZERO + random(20_000) * MINUTE).toISOString(),
}));

/** Product section 5 as it reads: what each session begins with. */
function slowly(): string[] {
  const last = new Map<string, number>();
  const order = [...conversations].sort((a, b) => (a.startedAt + a.id < b.startedAt + b.id ? -1 : 1));
  const begun = order.filter(({ user, channel, startedAt }) => {
    if (!user) return true;
    const [key, at] = [`${user.reference} ${channel}`, Date.parse(startedAt)];
    if (at < (last.get(key) ?? -Infinity) + SESSION) return false;
    last.set(key, at);
    return true;
  });
  return begun.map(({ id }) => id).sort();
}

const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  scratch.database.query<T[]>(sql, values);

beforeAll(async () => {
  scratch = await scratchSchema([], { poolSize: 2 });
  catcher = await new Catcher().up();
  const portalSecret = 'the portal of this spec and nobody else';
  env = { DATABASE_URL: scratch.url, PORTAL_SECRET: portalSecret, SMTP_URL: catcher.url, LOG_LEVEL: 'error' };
  fleet = new Fleet(env);
  [{ apiKey }] = await Promise.all([furnish(env), fleet.launch(3)]);
  await register();
}, 300_000);
afterAll(async () => {
  fleet?.scuttle();
  await catcher?.down();
  await scratch?.drop();
});

describe('three processes that are killed again and again while the mail server is away', () => {
  it('count every conversation once, and mail each step exactly once to each address', async () => {
    let answered = 0;
    /** Each service tells most of all, in an order of its own; together they tell everything. */
    const told = [0, 1, 2, 3].map((service) =>
      shuffled(conversations.filter((_, index) => index % 4 === service || random(2) === 0)),
    );
    const all = told.flat().length;
    const during = (share: number, act: () => Promise<unknown>) =>
      until(`${share * 100} % is answered`, () => answered >= all * share, 300_000).then(act);
    const events = [
      ...[0.05, 0.12, 0.2, 0.35, 0.5, 0.6, 0.75, 0.9].map((share) =>
        during(share, () => fleet.replace(random(3))),
      ),
      during(0.15, () => catcher.down()),
      // Arms again what was told by then; all of it is reached once more.
      during(0.3, () => refill(340)),
      during(0.7, () => catcher.up()),
    ];
    const services = told.map(async (reports) => {
      const anyShip = (input: string | URL | Request, init?: RequestInit) =>
        fetch(String(input).replace('http://fleet', fleet.ships[random(3)]!.address), init);
      const client = createTenantryClient({ url: 'http://fleet', apiKey, fetch: anyShip as typeof fetch });
      for await (const { result } of reportAll(client, reports, { batchSize: 15, patience: 300_000 })) {
        if (result.outcome !== 'recorded' && result.outcome !== 'repeat') throw new Error(result.reason);
        answered++;
      }
    });
    await Promise.all([...services, ...events]);
    await Promise.all(fleet.ships.map(({ address }) => fleet.ready(address)));

    const facts = slowly();
    const sessions = await rows<{ id: string }>('SELECT conversation_id AS id FROM sessions');
    expect(sessions.map(({ id }) => id).sort()).toEqual(facts);
    const [counter] = await rows<{ purchased: string; consumed: string }>(
      'SELECT purchased, consumed FROM contract_counters WHERE contract_id = ?',
      [idToBytes(contractId)],
    );
    expect([Number(counter!.purchased), Number(counter!.consumed)]).toEqual([540, facts.length]);

    // A mail in the hands of a killed process waits for the end of its lease, which is now.
    await rows("UPDATE outbox SET next_attempt_at = CURRENT_TIMESTAMP(3) WHERE state = 'queued'");
    await until('every mail is sent', async () => {
      const states = await rows<{ state: string }>('SELECT DISTINCT state FROM outbox');
      return states.every(({ state }) => state === 'sent');
    });
    const claims = await rows<{ step: number }>('SELECT step FROM threshold_claims ORDER BY step, arming');
    const mails = await rows<{ to: string; id: string; params: string }>(
      "SELECT to_address AS `to`, message_id AS id, params FROM outbox WHERE letter = 'threshold'",
    );
    const steps = (params: string) => (JSON.parse(params) as { steps: { step: number }[] }).steps;
    expect(claims.length).toBeGreaterThan(4);
    for (const address of addresses) {
      const posted = mails.filter(({ to }) => to === address);
      const announced = posted.flatMap(({ params }) => steps(params).map(({ step }) => step));
      expect(announced.sort((a, b) => a - b)).toEqual(claims.map(({ step }) => step));
      const arrived = catcher.taken.filter(({ to, messageId }) => to === address && messageId);
      const ids = new Set(arrived.map(({ messageId }) => messageId));
      const activation = address === addresses[0] ? 1 : 0;
      expect(ids.size).toBe(posted.length + activation);
      for (const { id } of posted) expect(ids).toContain(id);
    }
    expect(await fleet.stop()).toEqual([0, 0, 0]);
  }, 600_000);
});
