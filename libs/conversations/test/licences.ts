import { FixedClock, HOUR, newId } from '@tenantry/kernel';
import { addTenant, reportOf, service, testbed } from './testbed';
import type { Service, Testbed } from './testbed';
import { claimedAt, claims, thresholdMails } from './claims';

const NOON = new Date('2026-03-01T12:00:00.000Z');
export const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR);

/** Two processes on one schema, and a tenant with a contract whose licences are bought and used. */
export class Licences {
  readonly clock = new FixedClock(NOON);
  bed!: Testbed;
  other!: Service;
  tenant!: { id: string; slug: string };
  contractId!: string;

  async open(): Promise<void> {
    this.bed = await testbed(this.clock);
    this.other = await service(this.bed.url, this.clock);
  }

  async close(): Promise<void> {
    await this.other?.close();
    await this.bed?.close();
  }

  /** Another tenant, with one technical address; the clock stands at noon. */
  async begin(): Promise<void> {
    const { bed } = this;
    this.clock.instant = NOON;
    this.tenant = await addTenant(bed);
    const contract = { type: 'session' as const, sessionMinutes: 60, startsAt: later(-24), endsAt: null };
    ({ contractId: this.contractId } = await bed.opening.open(this.tenant.id, contract, bed.who));
    await bed.contacts.edit(this.tenant.id, { technical: ['tech@x.test'], billing: [] }, bed.who);
  }

  /** So many conversations, each a session of its own. */
  async use(count: number, on: Service = this.bed): Promise<void> {
    const reports = Array.from({ length: count }, () =>
      reportOf({ tenant: this.tenant.slug, user: null, startedAt: later(-1).toISOString() }),
    );
    for (const { outcome } of await on.report(reports))
      if (outcome !== 'recorded') throw new Error(`A conversation was ${outcome}`);
  }

  refill(quantity: number, validFrom?: Date, validTo?: Date) {
    const valid = { ...(validFrom && { validFrom }), ...(validTo && { validTo }) };
    return this.bed.ledger.refill(
      this.tenant.id,
      { contractId: this.contractId, idempotencyKey: newId(), quantity, reason: 'Order', ...valid },
      this.bed.who,
    );
  }

  remove(quantity: number, force = false) {
    return this.bed.ledger.remove(
      this.tenant.id,
      { contractId: this.contractId, idempotencyKey: newId(), quantity, reason: 'Cancelled', force },
      this.bed.who,
    );
  }

  disable() {
    return this.bed.database.transaction(() =>
      this.bed.tenants.disable(this.tenant.id, undefined, this.bed.who),
    );
  }

  /** With what was held meanwhile, as the enable switch does it. */
  enable() {
    return this.bed.database.transaction(async () => {
      await this.bed.tenants.enable(this.tenant.id, undefined, this.bed.who);
      await this.bed.held.decide(this.tenant.id);
    });
  }

  mails() {
    return thresholdMails(this.bed.database, this.tenant.id);
  }

  /** The steps of each mail. */
  async told() {
    return (await this.mails()).map(({ steps }) => steps);
  }

  claimed() {
    return claims(this.bed.database, this.tenant.id);
  }

  claimedAt() {
    return claimedAt(this.bed.database, this.tenant.id);
  }
}
