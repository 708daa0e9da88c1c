import { Injectable } from '@nestjs/common';
import { OwnLimits } from '@tenantry/capabilities';
import type { CapabilityKey } from '@tenantry/capabilities';
import { Database, isDuplicate } from '@tenantry/database';
import { Clock, DAY, DomainError, invalid, newId, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { MoreThan } from 'typeorm';
import { RequestLetters } from './request-letters.service';
import { Request } from './request.entity';

export interface Wish {
  key: CapabilityKey;
  /** So many more than there are. */
  quantity: number;
  reason: string;
}

type NewRequest = Omit<Request, 'state' | 'granted' | 'note' | 'decidedBy' | 'decidedAt'>;

const OPENED_A_DAY = 30;

/** A tenant asks for more of a capability; an operator decides. */
@Injectable()
export class Expansions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: Tenants,
    private readonly limits: OwnLimits,
    private readonly letters: RequestLetters,
  ) {}

  /** One at a time for each capability. Sent twice, as by a double click, it is the same one. */
  async open(tenantId: string, { key, quantity, reason }: Wish, who: Who): Promise<{ requestId: string }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      await this.limits.assertRaisable(tenantId, key, quantity);
      const request = {
        id: newId(),
        tenantId,
        kind: 'expansion' as const,
        subject: key,
        quantity,
        reason,
        openKey: `expansion:${key}`,
        requestedById: who.actor.id!,
        requestedBy: who.actor.name,
        createdAt: this.clock.now(),
      };
      const repeated = await this.insert(request);
      const { id } = repeated ?? request;
      await who.record({
        ...entryOf({ ...request, id }, repeated ? 'request.open_repeated' : 'request.opened'),
        after: { capability: key, quantity, reason },
      });
      if (!repeated) {
        await this.refuseFlood(tenantId);
        await this.letters.opened(request, tenant);
      }
      return { requestId: id };
    });
  }

  /** Each opening is a mail to every operator, also when it is withdrawn at once. */
  private async refuseFlood(tenantId: string): Promise<void> {
    const since = new Date(this.clock.now().getTime() - DAY);
    const opened = await this.database.manager.countBy(Request, { tenantId, createdAt: MoreThan(since) });
    if (opened > OPENED_A_DAY)
      throw new DomainError('too_many', `At most ${OPENED_A_DAY} requests a day. Ask again tomorrow.`, {
        code: 'too_many_requests',
        limit: OPENED_A_DAY,
      });
  }

  async withdraw(tenantId: string, requestId: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const request = await this.lock(requestId, tenantId);
      await this.close(request, { state: 'withdrawn' }, who);
      await who.record({ ...entryOf(request, 'request.withdrawn'), before: said(request) });
    });
  }

  /** All or part of what was asked for: the tenant's own limit rises with it, or neither happens. */
  async approve(
    tenantId: string,
    requestId: string,
    { quantity, note }: { quantity: number; note?: string },
    who: Who,
  ): Promise<{ limit: number }> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      const request = await this.lock(requestId, tenantId);
      if (quantity < 1 || quantity > request.quantity)
        throw invalid(
          'quantity',
          `From 1 to the ${request.quantity} that were asked for.`,
          'not_what_was_asked',
        );
      const state = quantity === request.quantity ? 'approved' : 'partly_approved';
      const decided = await this.close(request, { state, granted: quantity, note: note ?? null }, who);
      await who.record({
        ...entryOf(request, `request.${state}`),
        before: said(request),
        after: { granted: quantity, ...(note && { note }) },
      });
      await this.letters.decided(decided, tenant);
      // Last, for everybody who changes a limit waits for what this holds.
      const key = request.subject as CapabilityKey;
      return { limit: await this.limits.raise(tenantId, key, quantity, request.reason, who) };
    });
  }

  async decline(tenantId: string, requestId: string, reason: string, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const tenant = await this.tenants.hold(tenantId);
      const request = await this.lock(requestId, tenantId);
      const decided = await this.close(request, { state: 'declined', note: reason }, who);
      await who.record({
        ...entryOf(request, 'request.declined'),
        before: said(request),
        after: { reason },
      });
      await this.letters.decided(decided, tenant);
    });
  }

  /** The one that is open already when it is the same; null once it was written. */
  private async insert(request: NewRequest): Promise<Request | null> {
    try {
      await this.database.manager.insert(Request, request);
      return null;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    const { tenantId, openKey } = request;
    const open = await this.database.manager.findOneBy(Request, { tenantId, openKey: openKey! });
    // Decided in this very moment.
    if (!open) return this.insert(request);
    const fields = ['quantity', 'reason', 'requestedById'] as const;
    if (fields.every((field) => open[field] === request[field])) return open;
    throw new DomainError(
      'conflict',
      'A request for more of this is open already. Wait for its decision, or withdraw it first.',
      { code: 'request_open', requestId: open.id },
    );
  }

  /** Open, and nobody else decides it until the running transaction ends. */
  private async lock(id: string, tenantId: string): Promise<Request> {
    const lock = { mode: 'pessimistic_write' } as const;
    const request = await this.database.manager.findOne(Request, { where: { id, tenantId }, lock });
    if (!request) throw notFound('request');
    if (request.state !== 'open')
      throw new DomainError('conflict', `This request is ${request.state.replace('_', ' ')} already.`, {
        code: 'request_decided',
        state: request.state,
      });
    return request;
  }

  private async close(
    request: Request,
    decision: { state: Request['state']; granted?: number; note?: string | null },
    who: Who,
  ): Promise<Request> {
    const closed = { ...decision, openKey: null, decidedBy: who.actor.name, decidedAt: this.clock.now() };
    await this.database.manager.update(Request, { id: request.id }, closed);
    return { ...request, ...closed };
  }
}

const entryOf = (
  { tenantId, id, subject }: Pick<Request, 'tenantId' | 'id' | 'subject'>,
  action: string,
) => ({
  tenantId,
  type: 'settings' as const,
  action,
  target: { kind: 'request', id, name: subject },
});
const said = ({ subject, quantity, reason, requestedBy }: Request) => ({
  capability: subject,
  quantity,
  reason,
  requestedBy,
});
