import { Injectable } from '@nestjs/common';
import { capabilityKeys, States } from '@tenantry/capabilities';
import { Database } from '@tenantry/database';
import { Permissions } from '@tenantry/permissions';
import { Tenants } from '@tenantry/tenants';
import { differences } from './choices';
import type { CapabilityChoice, ChoiceDifferences, Choices, Source } from './choices';
import { TenantOrigin } from './template.entity';
import { Templates } from './templates.service';

/** Choices with where they come from. */
export interface Origin {
  kind: 'tenant' | 'template';
  id: string;
  name: string;
  choices: Choices;
}

export interface OriginView {
  kind: 'tenant' | 'template';
  /** Null once that tenant is gone for good. */
  name: string | null;
  at: string;
  differences: ChoiceDifferences;
}

/** What tenants chose, and from whom they have it. */
@Injectable()
export class Origins {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly permissions: Permissions,
    private readonly states: States,
    private readonly templates: Templates,
  ) {}

  /** Of a tenant as it is now. */
  async choicesOf(tenantId: string): Promise<Choices> {
    const { language, timeZone, notification, thresholdSteps } = await this.tenants.byId(tenantId);
    const { items } = await this.permissions.ofTenant(tenantId);
    const states = await this.states.read(capabilityKeys.map((key) => ({ tenantId, key })));
    return {
      permissions: items
        .filter(({ origin }) => origin === 'tenant')
        .map(({ key, value }) => ({ key, value })),
      capabilities: states
        .filter(({ row }) => row.own || row.ownMode !== null)
        .map(({ row }): CapabilityChoice => ({
          key: row.capability,
          quantity: row.own ? row.ownQuantity : 'default',
          ...(row.ownMode !== null && { mode: row.ownMode }),
        })),
      settings: { language, timeZone, notification, thresholdSteps },
    };
  }

  async read(source: Source): Promise<Origin> {
    if ('templateId' in source) {
      const { id, name, choices } = await this.templates.byId(source.templateId);
      return { kind: 'template', id, name, choices };
    }
    const { id, companyName } = await this.tenants.byId(source.tenantId);
    return { kind: 'tenant', id, name: companyName, choices: await this.choicesOf(id) };
  }

  /** In the transaction that creates the tenant. */
  async remember(tenantId: string, { kind, id, name, choices }: Origin): Promise<void> {
    const of =
      kind === 'tenant'
        ? { sourceTenantId: id, templateName: null }
        : { sourceTenantId: null, templateName: name };
    await this.database.manager
      .createQueryBuilder()
      .insert()
      .into(TenantOrigin)
      .values({ tenantId, kind, ...of, choices: JSON.stringify(choices) })
      .updateEntity(false)
      .execute();
  }

  /** From what the tenant was made and how it differs from that now; null where it was made from nothing. */
  async of(tenantId: string): Promise<OriginView | null> {
    const row = await this.database.read.findOneBy(TenantOrigin, { tenantId });
    const now = await this.choicesOf(tenantId);
    if (!row) return null;
    const [source] = row.sourceTenantId ? await this.tenants.named([row.sourceTenantId]) : [];
    return {
      kind: row.kind,
      name: row.templateName ?? source?.companyName ?? null,
      at: row.createdAt.toISOString(),
      differences: differences(JSON.parse(row.choices) as Choices, now),
    };
  }
}
