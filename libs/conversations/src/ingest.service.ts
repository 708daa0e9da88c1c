import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Coalescer, isLostConnection, isOutage, unavailable } from '@tenantry/bulk';
import type { Waiting } from '@tenantry/bulk';
import { Database } from '@tenantry/database';
import { Clock, Platform } from '@tenantry/kernel';
import { Consumption, Contracts, FUTURE_TOLERANCE } from '@tenantry/subscriptions';
import { Tenants } from '@tenantry/tenants';
import { PeopleMemory, upsertPeople } from './people';
import { candidateOf, claimIds, insertConversations } from './recording';
import type { Candidate } from './recording';
import { conversationReport, malformed, refused, toReported } from './report';
import type { Outcome, Reported } from './report';
import { countSessions } from './session-chains';

/** Whose key reports: which tenants it may speak for, and which one it means when it names none. */
export interface Reporter {
  tenantId: string | null;
  covers(tenantId: string): boolean;
}

interface Item {
  report: Reported;
  reporter: Reporter;
}

const ATTEMPTS = 4;
const unknownTenant = refused('unknown_tenant', 'There is no such tenant.');
const noTenant = refused('malformed', 'tenant: Say which tenant: its slug or id.');
const internal = refused('internal', 'Something went wrong on our side. Report this one again.');

/** Takes reports of conversations: checks each by itself, writes many at once, answers after commit. */
@Injectable()
export class Ingest implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Ingest.name);
  private readonly people = new PeopleMemory();
  private readonly coalescer: Coalescer<Item, Outcome>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly contracts: Contracts,
    private readonly consumption: Consumption,
    platform: Platform,
  ) {
    this.coalescer = new Coalescer({ lanes: platform.ingestLanes, batch: 2_000, capacity: 60_000 }, (batch) =>
      this.flush(batch),
    );
  }

  /** One outcome for each report, in the order given. Nothing is refused for lack of licences. */
  async report(reports: unknown[], reporter: Reporter): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(reports.length);
    const places: number[] = [];
    const items: { tenant: string; item: Item }[] = [];
    reports.forEach((raw, index) => {
      const parsed = conversationReport.safeParse(raw);
      if (!parsed.success) {
        outcomes[index] = malformed(parsed.error);
        return;
      }
      const tenant = parsed.data.tenant ?? reporter.tenantId;
      if (!tenant) {
        outcomes[index] = noTenant;
        return;
      }
      places.push(index);
      items.push({ tenant, item: { report: toReported(parsed.data, tenant), reporter } });
    });
    const settled = await this.coalescer.submit(items);
    settled.forEach((outcome, index) => (outcomes[places[index]!] = outcome));
    return outcomes;
  }

  /** Finishes what was taken in before the database goes, which closes on shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.coalescer.drained();
  }

  private async flush(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.writeSurely(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => entry.settle(outcomes[index]!));
    } catch (error) {
      await this.isolate(batch, error);
    }
  }

  /** One bad row must fail alone: halves are written by themselves until it is found. */
  private async isolate(batch: Waiting<Item, Outcome>[], error: unknown): Promise<void> {
    if (isOutage(error)) {
      for (const entry of batch) entry.fail(unavailable());
      return;
    }
    if (batch.length === 1) {
      this.logger.error(
        { err: error, conversation: batch[0]!.item.report.id },
        'a report could not be written',
      );
      batch[0]!.settle(internal);
      return;
    }
    const middle = batch.length >> 1;
    await this.flush(batch.slice(0, middle));
    await this.flush(batch.slice(middle));
  }

  /** Tries again after a lost connection; the ids of earlier attempts tell what had been committed unnoticed. */
  private async writeSurely(items: Item[]): Promise<Outcome[]> {
    const flushIds: string[] = [];
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction(() => {
          flushIds.push(newFlushId());
          return this.write(items, flushIds);
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !isLostConnection(error)) throw error;
        await delay(Math.random() * 100 * 2 ** attempt);
      }
    }
  }

  private async write(items: Item[], flushIds: string[]): Promise<Outcome[]> {
    const { manager } = this.database;
    const { outcomes, candidates } = await this.admit(items);
    if (candidates.length === 0) return outcomes;

    const decided = await claimIds(manager, candidates, flushIds);
    for (const [index, outcome] of decided.outcomes) outcomes[index] = outcome;
    for (const { index } of decided.fresh) outcomes[index] = { outcome: 'recorded' };
    if (decided.fresh.length === 0) return outcomes;

    await insertConversations(manager, decided.fresh);
    const people = this.people.newest(decided.fresh);
    await upsertPeople(manager, people.changed);
    this.database.afterCommit(() => this.people.remember(people));

    const tenantIds = [...new Set(decided.fresh.map((candidate) => candidate.tenantId))];
    const contracts = await this.contracts.windowsOfMany(tenantIds);
    await this.consumption.add(await countSessions(manager, decided.fresh, contracts));
    return outcomes;
  }

  /**
   * Tells who may be recorded. The tenants' rows stay locked (shared) until commit: meanwhile none is disabled
   * and no contract begins or ends.
   */
  private async admit(items: Item[]): Promise<{ outcomes: Outcome[]; candidates: Candidate[] }> {
    const refs = [...new Set(items.map((item) => item.report.tenant))];
    const locked = await this.tenants.lockForMetering(refs);
    const byRef = new Map(
      locked.flatMap((tenant) => [[tenant.id, tenant] as const, [tenant.slug, tenant] as const]),
    );
    const latest = this.clock.now().getTime() + FUTURE_TOLERANCE;
    const outcomes = new Array<Outcome>(items.length);
    const candidates: Candidate[] = [];
    items.forEach(({ report, reporter }, index) => {
      const tenant = byRef.get(report.tenant);
      if (!tenant || !reporter.covers(tenant.id)) outcomes[index] = unknownTenant;
      else if (report.startedAt > latest)
        outcomes[index] = refused('in_the_future', 'It begins more than five minutes in the future.');
      else if (
        tenant.state === 'disabled' &&
        tenant.disabledAt &&
        report.startedAt >= tenant.disabledAt.getTime()
      )
        outcomes[index] = refused('tenant_disabled', 'It began after the tenant was disabled.');
      else candidates.push(candidateOf(index, tenant.id, report, tenant.peopleErased));
    });
    return { outcomes, candidates };
  }
}

/** Unique to a flush of any process; 62 random bits. */
const newFlushId = (): string => (randomBytes(8).readBigUInt64BE() >> 2n).toString();
