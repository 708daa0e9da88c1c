import { Injectable } from '@nestjs/common';
import { compare, isOutage, sqlId, sqlInstant, sqlText, unavailable } from '@tenantry/bulk';
import { Database } from '@tenantry/database';
import { Tenants } from '@tenantry/tenants';
import type { Reporter } from './ingest.service';
import { knownIds } from './recording';
import { joinReport, malformed, refused } from './report';
import type { Outcome } from './report';

interface Named {
  tenant: string;
  id: string;
  agent: string;
  at: number;
}

type Join = Omit<Named, 'tenant'> & { index: number; tenantId: string };

/** Hand-overs: an agent joined. It stays in the session, so nothing is counted. */
@Injectable()
export class Joins {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
  ) {}

  async report(reports: unknown[], reporter: Reporter): Promise<Outcome[]> {
    const outcomes = new Array<Outcome>(reports.length);
    const named = new Map<number, Named>();
    reports.forEach((raw, index) => {
      const parsed = joinReport.safeParse(raw);
      const tenant = parsed.success ? (parsed.data.tenant ?? reporter.tenantId) : null;
      if (!parsed.success) outcomes[index] = malformed(parsed.error);
      else if (!tenant) outcomes[index] = refused('malformed', 'tenant: Say which tenant: its slug or id.');
      else named.set(index, { ...parsed.data, tenant, at: Date.parse(parsed.data.at) });
    });
    if (named.size === 0) return outcomes;
    try {
      await this.database.transaction(() => this.record(named, reporter, outcomes));
    } catch (error) {
      throw isOutage(error) ? unavailable() : error;
    }
    return outcomes;
  }

  private async record(named: Map<number, Named>, reporter: Reporter, outcomes: Outcome[]): Promise<void> {
    const locked = await this.tenants.lockForMetering([
      ...new Set([...named.values()].map((one) => one.tenant)),
    ]);
    const idOf = new Map(locked.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const]));
    const joins: Join[] = [];
    for (const [index, { tenant, ...join }] of named) {
      const tenantId = idOf.get(tenant);
      if (tenantId && reporter.covers(tenantId)) joins.push({ index, tenantId, ...join });
      else outcomes[index] = refused('unknown_tenant', 'There is no such tenant.');
    }
    for (const [tenantId, all] of Map.groupBy(joins, (join) => join.tenantId))
      await this.write(tenantId, all, outcomes);
  }

  private async write(tenantId: string, joins: Join[], outcomes: Outcome[]): Promise<void> {
    const { manager } = this.database;
    const known = await knownIds(manager, tenantId, [...new Set(joins.map((join) => join.id))]);
    const written: Join[] = [];
    for (const join of joins) {
      if (known.has(join.id)) written.push(join);
      else
        outcomes[join.index] = refused(
          'unknown_conversation',
          'There is no such conversation. Report it before its hand-over.',
        );
    }
    if (written.length === 0) return;
    written.sort((a, b) => compare(a.id, b.id) || a.at - b.at || compare(a.agent, b.agent));
    const keyOf = (join: { id: string; agent: string; at: number }) => `${join.id} ${join.at} ${join.agent}`;
    const standing = await this.standing(tenantId, written);
    const values = written.map(
      (join) => `(${sqlId(tenantId)},${sqlText(join.id)},${sqlInstant(join.at)},${sqlText(join.agent)})`,
    );
    await manager.query(
      `INSERT IGNORE INTO conversation_joins (tenant_id, conversation_id, joined_at, agent_name)
       VALUES ${values.join(',')}`,
    );
    for (const join of written) {
      outcomes[join.index] = { outcome: standing.has(keyOf(join)) ? 'repeat' : 'recorded' };
      standing.add(keyOf(join));
    }
  }

  private async standing(tenantId: string, joins: Join[]): Promise<Set<string>> {
    const rows: { conversation_id: string; joined_at: Date; agent_name: string }[] =
      await this.database.manager.query(
        `SELECT conversation_id, joined_at, agent_name FROM conversation_joins
         WHERE tenant_id = ${sqlId(tenantId)} AND conversation_id IN (${joins.map((join) => sqlText(join.id)).join(',')})`,
      );
    return new Set(rows.map((row) => `${row.conversation_id} ${row.joined_at.getTime()} ${row.agent_name}`));
  }
}
