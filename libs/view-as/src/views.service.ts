import { Injectable } from '@nestjs/common';
import { Sessions } from '@tenantry/credentials';
import type { Refreshed } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, HOUR, normaliseHost } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Hosts } from '@tenantry/tenants';
import { SupportAccesses } from './support-access.service';
import { SupportView } from './support-view.entity';
import { ViewCodes } from './view-codes.service';
import type { Operator } from './view-codes.service';
import { ViewLog } from './view-log.service';

const LONGEST = HOUR;

/** An operator's look at a tenant, from the console to the tenant's host. */
@Injectable()
export class Views {
  constructor(
    private readonly database: Database,
    private readonly hosts: Hosts,
    private readonly accesses: SupportAccesses,
    private readonly codes: ViewCodes,
    private readonly sessions: Sessions,
    private readonly log: ViewLog,
    private readonly clock: Clock,
  ) {}

  /** In the console: a code that begins the view, once, within a minute, on one host of this tenant. */
  begin(tenantId: string, reason: string, operator: Operator, who: Who) {
    return this.database.transaction(async () => {
      const { companyName } = await this.accesses.hold(tenantId);
      const address = await this.hosts.addressOf(tenantId);
      const host = normaliseHost(new URL(address).host)!;
      const { view, token, expiresAt } = await this.codes.issue(tenantId, host, reason, operator);
      await this.log.asked(view, companyName, who);
      return { token, expiresAt, address: `${address}/view` };
    });
  }

  /** On the tenant's host. What begins needs is asked again: it may have changed within the minute. */
  async enter(token: string, who: Who): Promise<Refreshed> {
    const asked = await this.codes.find(token, who.host);
    const { id, tenantId, operatorId, host, reason } = asked;
    return this.database.transaction(async () => {
      await this.codes.use(token);
      const { companyName, access } = await this.accesses.hold(tenantId);
      const begunAt = this.clock.now();
      const expiresAt = new Date(Math.min(access.endsAt.getTime(), begunAt.getTime() + LONGEST));
      const holder = { kind: 'viewer', id: operatorId, tenantId } as const;
      const { sessionId, ...tokens } = await this.sessions.open(holder, host, who, { id, expiresAt });
      await this.database.manager.update(SupportView, { id: sessionId }, { begunAt });
      const more = { until: expiresAt.toISOString(), reason, allowedBy: access.allowedBy };
      await this.log.begun(asked, companyName, more, who);
      return tokens;
    });
  }
}
