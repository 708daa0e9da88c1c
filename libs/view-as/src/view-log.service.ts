import { Injectable } from '@nestjs/common';
import type { LogEntry, Who } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import type { Ending, SupportView } from './support-view.entity';

type View = Pick<SupportView, 'id' | 'tenantId' | 'operatorId' | 'operatorName' | 'reason'>;

/**
 * What the logs say of views. The tenant's names operator and company. The operators' own names the operator and the
 * view: a company's name stands nowhere but in its own rows, which go with it, and pages ask for it (`named`).
 */
@Injectable()
export class ViewLog {
  constructor(private readonly logs: OperationLogs) {}

  asked(view: View, companyName: string, who: Who): Promise<void> {
    return who.record({ ...ofTenant(view, companyName, 'view.asked'), after: { reason: view.reason } });
  }

  async begun(view: View, companyName: string, after: Record<string, unknown>, who: Who): Promise<void> {
    const actor = actorOf(view);
    const { until } = after;
    await who.record({ ...ofTenant(view, companyName, 'view.begun'), actor, after });
    await who.record({ ...ofPlatform(view, 'view.begun'), actor, after: { until } });
  }

  /** By the operator who stopped it; else nobody did it who is known by name here: whatever ended it has its own row. */
  async ended(view: View, companyName: string, how: Ending, who: Who | null): Promise<void> {
    const by = who ?? this.logs.asSystem('View as', view.tenantId);
    const after = { how };
    await by.record({ ...ofTenant(view, companyName, 'view.ended'), after });
    await by.record({ ...ofPlatform(view, 'view.ended'), after });
  }
}

const actorOf = ({ operatorId: id, operatorName: name }: View) => ({ kind: 'operator' as const, id, name });

const ofTenant = (view: View, companyName: string, action: string): LogEntry => ({
  tenantId: view.tenantId,
  type: 'sign_in',
  action,
  onBehalfOf: companyName,
  target: actorOf(view),
});

const ofPlatform = ({ id, operatorName: name }: View, action: string): LogEntry => ({
  tenantId: null,
  type: 'sign_in',
  action,
  target: { kind: 'view', id, name },
});
