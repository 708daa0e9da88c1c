import { Injectable } from '@nestjs/common';
import { Vault } from '@tenantry/kernel';
import type { Admin, Fault, Step } from '@tenantry/onboarding';
import type { Choices, Origin } from '@tenantry/templates';
import { Tenants } from '@tenantry/tenants';
import type { Draft } from './draft.entity';
import { furthestOf } from './steps';
import type { StepName, Values } from './steps';

/** What the vault's key for passwords in drafts is called. */
export const SEAL = 'draft-password';

/** What a draft's row keeps as JSON. */
export interface Content {
  values: Values;
  faults: Partial<Record<Step, Fault[]>>;
  passed: Step[];
  /** Id and name of a template; of a tenant the column says which. */
  origin: { kind: 'tenant' | 'template'; id?: string; name?: string; choices: Choices } | null;
}

export interface DraftView {
  id: string;
  version: number;
  updatedAt: string;
  /** The name is null once that tenant is gone for good. */
  from: { kind: 'tenant' | 'template'; id: string | null; name: string | null } | null;
  /** As far as one may go: the first step that is not passed. */
  furthest: StepName;
  values: Omit<Values, 'admin'> & { admin?: Admin & { passwordSet: boolean } };
  faults: Partial<Record<Step, Fault[]>>;
}

/** Reads what drafts keep; the password is told to nobody. */
@Injectable()
export class Papers {
  constructor(
    private readonly vault: Vault,
    private readonly tenants: Tenants,
  ) {}

  contentOf({ content }: Draft): Content {
    return JSON.parse(content) as Content;
  }

  passwordOf({ sealedPassword }: Draft): string | undefined {
    return sealedPassword ? this.vault.decrypt(SEAL, sealedPassword) : undefined;
  }

  /** From what its tenant is to be made. */
  originOf({ sourceTenantId }: Draft, { origin }: Content): Origin | null {
    if (!origin) return null;
    const { kind, choices, id = sourceTenantId, name = '' } = origin;
    return id === null ? null : { kind, id, name, choices };
  }

  async view(row: Draft): Promise<DraftView> {
    const { id, version, updatedAt, sealedPassword, sourceTenantId } = row;
    const { values, faults, passed, origin } = this.contentOf(row);
    const { admin, ...others } = values;
    const [source] = sourceTenantId ? await this.tenants.named([sourceTenantId]) : [];
    return {
      ...{ id, version, updatedAt: updatedAt.toISOString(), faults },
      furthest: furthestOf(new Set(passed)),
      from: origin && {
        kind: origin.kind,
        id: origin.id ?? sourceTenantId,
        name: origin.name ?? source?.companyName ?? null,
      },
      values: { ...others, ...(admin && { admin: { ...admin, passwordSet: sealedPassword !== null } }) },
    };
  }

  summary(row: Draft) {
    const { values, passed } = this.contentOf(row);
    return {
      id: row.id,
      companyName: values.company?.companyName.trim() || null,
      step: furthestOf(new Set(passed)),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    };
  }
}
