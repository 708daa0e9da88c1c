import { Injectable } from '@nestjs/common';
import { OneTimeTokens, Sessions } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Clock, DomainError, idToBytes, MINUTE, newId, Platform } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import { SupportView } from './support-view.entity';

export type Operator = Extract<Principal, { kind: 'operator' }>;

const LIFETIME = MINUTE;
const mayView: ReadonlySet<string> = new Set(['admin', 'support']);

/** What carries the wish to view from the console to the tenant's host. */
@Injectable()
export class ViewCodes {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly sessions: Sessions,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  /** In the running transaction. The operator's earlier ones die. */
  async issue(tenantId: string, host: string, reason: string, operator: Operator) {
    const { id: operatorId, sessionId: consoleSessionId } = operator;
    const operatorName = operator.name.slice(0, 255);
    const createdAt = this.clock.now();
    const view = {
      id: newId(),
      tenantId,
      operatorId,
      operatorName,
      consoleSessionId,
      host,
      reason,
      createdAt,
    };
    await this.database.manager.insert(SupportView, view);
    const subject = { id: operatorId, tenantId };
    return { view, ...(await this.tokens.issue('view', subject, LIFETIME, view.id)) };
  }

  /** What was asked for with it, while it is good on this host; looking does not use it up. */
  async find(token: string, host: string | null): Promise<SupportView> {
    const known = await this.tokens.find('view', token);
    const view = known && (await this.database.read.findOneBy(SupportView, { id: known.detail! }));
    if (!view || view.host !== host || view.operatorId !== known.subjectId) throw codeDead();
    const { consoleSessionId, operatorId } = view;
    const inConsole = await this.sessions.living(consoleSessionId, this.platform.consoleHost);
    if (!inConsole?.subject_id.equals(idToBytes(operatorId)) || !mayView.has(inConsole.operator_role))
      throw codeDead();
    return view;
  }

  /** In the running transaction. */
  async use(token: string): Promise<void> {
    if (!(await this.tokens.use('view', token))) throw codeDead();
  }
}

const codeDead = () =>
  new DomainError(
    'not_found',
    'This code was used, or is older than a minute. Take a new one in the console.',
    {
      field: 'token',
      code: 'view_code_dead',
    },
  );
