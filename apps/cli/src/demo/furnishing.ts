import { DAY, dayStart, localDay } from '@tenantry/kernel';
import type { Platform } from '@tenantry/kernel';
import { Failure } from '../command';
import type { Actors, Api } from './actors';
import type { Company } from './companies';
import { historyOf, sessionsIn } from './conversations';
import type { DemoHistory } from './conversations';
import { boosts, flowed, requests, used } from './usage';

const DAYS = 90;
const BATCH = 1_000;
export const admin = { username: 'admin', password: 'tenant-demo-2026' };
/** What the first mail carries; worth nothing once the demo has signed in with it. */
const oneTime = 'first-sign-in-2026';

export interface Furnished {
  company: Company;
  tenantId: string;
  conversations: number;
  sessions: number;
  purchased: number;
}

/** Gives each company its tenant, admin, contract, licences and history. */
export class Furnishing {
  constructor(
    private readonly actors: Actors,
    private readonly operator: Api,
    private readonly platform: Platform,
    private readonly once: <T>(step: string, effect: () => Promise<T>) => Promise<T>,
    private readonly until: Date,
  ) {}

  async furnish(company: Company): Promise<Furnished> {
    const { slug } = company;
    const history = historyOf(company, this.until, DAYS);
    const sessions = sessionsIn(history.conversations, company.sessionMinutes);
    const { tenantId } = await this.once(`${slug} tenant`, () => this.create(company));
    await this.setPassword(company);
    const { contractId } = await this.once(`${slug} contract`, () => this.contract(company, tenantId));
    const { purchased } = await this.once(`${slug} licences`, () =>
      this.buy(company, tenantId, contractId, sessions),
    );
    await this.once(`${slug} contacts`, () =>
      this.operator.subscription.editContacts({
        tenantId,
        technical: [`it@${slug}.test`, `oncall@${slug}.test`],
        billing: [`accounts@${slug}.test`],
      }),
    );
    await this.report(history);
    await this.limits(company, tenantId);
    return { company, tenantId, conversations: history.conversations.length, sessions, purchased };
  }

  private async create(company: Company): Promise<{ tenantId: string }> {
    const { slug, companyName, size, country, timeZone, language } = company;
    const made = await this.operator.tenants.create({
      idempotencyKey: `demo-${slug}`,
      companyName,
      slug,
      size,
      country,
      timeZone,
      language,
      notification: 'login_information',
      managedHost: this.platform.managedHosts !== '',
      admin: { ...company.admin, username: admin.username, password: oneTime, email: `admin@${slug}.test` },
    });
    if (made.dryRun) throw new Failure('The demo’s tenants were tried and not created.');
    return { tenantId: made.tenantId };
  }

  /** As the admin would: signs in with the mailed password and sets one of their own. */
  private async setPassword(company: Company): Promise<void> {
    try {
      const admins = await this.signIn(company, oneTime);
      if (!admins) return;
      await (await admins()).auth.changePassword({ current: oneTime, next: admin.password });
      await (await admins()).auth.signOut();
    } catch (error) {
      // Set before the demo was cut short.
      if ((error as { code?: string }).code !== 'UNAUTHORIZED') throw error;
    }
  }

  /** The admin's own calls; asked for anew after what changes who they are. */
  private async signIn({ slug }: Company, password: string): Promise<(() => Promise<Api>) | null> {
    const own = this.platform.managedHost(slug);
    const host = own ?? this.platform.platformHost;
    const company = own ? {} : { company: slug };
    const signedIn = await this.actors
      .visitor(host)
      .auth.signIn({ login: admin.username, password, ...company });
    if (signedIn.status !== 'signed_in') return null;
    return () => this.actors.signedIn(signedIn.accessToken, host);
  }

  private contract(company: Company, tenantId: string) {
    const today = localDay(this.until, company.timeZone);
    const first = new Date(Date.parse(today) - DAYS * DAY).toISOString().slice(0, 10);
    return this.operator.subscription.createContract({
      tenantId,
      type: 'session',
      sessionMinutes: company.sessionMinutes,
      startsAt: dayStart(first, company.timeZone).toISOString(),
      endsAt: null,
    });
  }

  /** Several purchases and a corrected mistake, in all so many that the history uses up its share of them. */
  private async buy(company: Company, tenantId: string, contractId: string, sessions: number) {
    const purchased = Math.round((sessions * 100) / company.used / 10) * 10;
    const first = Math.floor((purchased * 0.6) / 100) * 100;
    const second = Math.floor((purchased * 0.25) / 50) * 50;
    const to = { tenantId, contractId };
    const reference = (number: number) => `PO-${company.country}-${2600 + number}`;
    const requestedBy = `${company.admin.firstName} ${company.admin.lastName}`;
    const refill = (number: number, quantity: number, reason: string, more = {}) =>
      this.operator.subscription.refill({
        ...to,
        idempotencyKey: `demo-refill-${company.slug}-${number}`,
        quantity,
        reason,
        reference: reference(number),
        requestedBy,
        ...more,
      });
    const daysAgo = (days: number) => new Date(this.until.getTime() - days * DAY).toISOString();
    await refill(1, first, 'First package', { validFrom: daysAgo(DAYS) });
    await refill(2, second, 'Second package', { validFrom: daysAgo(41) });
    await refill(3, 500, 'Second package, booked twice by mistake');
    await this.operator.subscription.remove({
      ...to,
      idempotencyKey: `demo-removal-${company.slug}`,
      quantity: 500,
      reason: `Correction of ${reference(3)}`,
      force: false,
    });
    await refill(4, purchased - first - second, 'Season package', {
      validTo: new Date(this.until.getTime() + 180 * DAY).toISOString(),
    });
    return { purchased };
  }

  /** A boost before there is use of it; last the tenant asks for more. */
  private async limits(company: Company, tenantId: string): Promise<void> {
    const { slug } = company;
    for (const { slug: of, ...boost } of boosts(this.until))
      if (of === slug)
        await this.once(`${slug} boost`, () => this.operator.capabilities.boost({ tenantId, ...boost }));
    const items = Object.entries(used[slug] ?? {}).map(([key, used]) => ({ tenant: slug, key, used }));
    const services = this.actors.service().capabilities;
    settled(await services.set({ items }));
    const quantity = flowed[slug];
    const flow = { tenant: slug, key: 'workflow_triggers', idempotencyKey: `demo-${slug}` };
    if (quantity) settled(await services.consume({ items: [{ ...flow, quantity }] }));
    const wishes = requests.filter((request) => request.slug === slug);
    if (wishes.length === 0) return;
    const admins = await this.signIn(company, admin.password);
    if (!admins) return;
    for (const { slug: _, ...wish } of wishes) await (await admins()).requests.open(wish);
    await (await admins()).auth.signOut();
  }

  private async report({ conversations, joins }: DemoHistory): Promise<void> {
    const api = this.actors.service();
    for (let i = 0; i < conversations.length; i += BATCH)
      settled(await api.conversations.report({ conversations: conversations.slice(i, i + BATCH) }));
    for (let i = 0; i < joins.length; i += BATCH)
      settled(await api.conversations.joined({ joins: joins.slice(i, i + BATCH) }));
  }
}

const taken = ['recorded', 'granted', 'repeat'];

function settled({ results }: { results: { outcome: string; reason?: string }[] }): void {
  const bad = results.find(({ outcome }) => !taken.includes(outcome));
  if (bad) throw new Failure(`The demo's own data were not taken (${bad.outcome}): ${bad.reason}`);
}
