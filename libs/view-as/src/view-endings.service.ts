import { Injectable } from '@nestjs/common';
import { Sessions } from '@tenantry/credentials';
import type { Viewer } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, DomainError, idToBytes, MINUTE, Platform } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { IsNull, LessThan, Not } from 'typeorm';
import { SupportView } from './support-view.entity';
import type { Ending } from './support-view.entity';
import { ViewLog } from './view-log.service';

/** Of a view that was asked for and never began. */
const FORGOTTEN_AFTER = 10 * MINUTE;

/** Ends of views on record: sessions end by themselves, and this says when and by what. */
@Injectable()
export class ViewEndings {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly sessions: Sessions,
    private readonly log: ViewLog,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  /** In the running transaction; how many ran. */
  async endAllOf(tenantId: string, how: Ending): Promise<number> {
    const { companyName } = await this.tenants.byId(tenantId);
    const running = await this.database.manager.findBy(SupportView, { tenantId, ...open });
    for (const view of running) await this.end(view, companyName, how, null);
    return running.length;
  }

  /** Its operator is done. */
  stop({ id, sessionId }: Viewer, who: Who): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.database.manager.findOneByOrFail(SupportView, { id: sessionId });
      const { companyName } = await this.tenants.byId(view.tenantId);
      await this.sessions.end(id, sessionId);
      if (!(await this.end(view, companyName, 'stopped', who))) throw over();
    });
  }

  /** Of all tenants: views whose session has ended without a word. What is still running is decided by the session. */
  async settle(): Promise<void> {
    const running = await this.database.read.findBy(SupportView, open);
    for (const view of running) {
      if (await this.sessions.living(view.id, view.host)) continue;
      // One that is being purged has no log any more, and takes its views along.
      if (!(await this.tenants.exists(view.tenantId))) continue;
      const end = await this.endOf(view.id);
      await this.database.transaction(async () => {
        const { companyName } = await this.tenants.byId(view.tenantId);
        await this.end(view, companyName, end.how, null, end.at);
      });
    }
    const before = new Date(this.clock.now().getTime() - FORGOTTEN_AFTER);
    const forgotten = { begunAt: IsNull(), endedAt: IsNull(), createdAt: LessThan(before) };
    await this.database.read.delete(SupportView, forgotten);
  }

  /** What ended a session that lives no longer; the first of several reasons that hold. */
  private async endOf(viewId: string): Promise<{ how: Ending; at: Date }> {
    const now = this.clock.now();
    const [row] = await this.database.query<{ how: Ending; at: Date | null }[]>(
      `SELECT COALESCE(s.ended_at, LEAST(s.expires_at, a.ends_at, ?)) AS at,
         CASE WHEN t.state <> 'enabled' THEN 'disabled'
           WHEN s.ended_at IS NOT NULL THEN 'operator'
           WHEN LEAST(s.expires_at, a.ends_at) <= ? THEN 'expired'
           WHEN s.last_used_at <= ? THEN 'idle'
           WHEN h.host IS NULL AND s.host <> ? THEN 'host'
           ELSE 'operator' END AS how
       FROM sign_in_sessions s JOIN tenants t ON t.id = s.tenant_id
       JOIN support_access a ON a.tenant_id = s.tenant_id
       LEFT JOIN tenant_hosts h ON h.host = s.host AND h.tenant_id = s.tenant_id AND h.state = 'active'
       WHERE s.id = ?`,
      [now, now, this.sessions.viewsIdleSince, this.platform.platformHost, idToBytes(viewId)],
    );
    // Rows of sessions go with their operator.
    return { how: row?.how ?? 'operator', at: row?.at ?? now };
  }

  /** Once, whoever comes first. */
  private async end(
    view: SupportView,
    companyName: string,
    how: Ending,
    who: Who | null,
    endedAt = this.clock.now(),
  ): Promise<boolean> {
    const change = { endedAt, endedHow: how };
    const { affected } = await this.database.manager.update(SupportView, { id: view.id, ...open }, change);
    if (affected === 1) await this.log.ended(view, companyName, how, who);
    return affected === 1;
  }
}

const open = { begunAt: Not(IsNull()), endedAt: IsNull() };

const over = () =>
  new DomainError('unauthenticated', 'Viewing has ended already.', { code: 'session_ended' });
