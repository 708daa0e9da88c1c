import { Injectable } from '@nestjs/common';
import { capabilityKeys, Defaults } from '@tenantry/capabilities';
import type { CapabilityKey, Mode } from '@tenantry/capabilities';
import { Clock, isZone, localDay } from '@tenantry/kernel';
import { DefaultProfile } from '@tenantry/permissions';
import type { TreeItem } from '@tenantry/permissions';
import { Tenants } from '@tenantry/tenants';
import { defaultSteps } from '@tenantry/thresholds';
import { steps } from './beginning';
import type { Beginning, Fault, Step, Warning } from './beginning';
import { faultsIn } from './checks';
import { Room } from './room.service';
import type { Standing } from './room.service';

type Setting = string | boolean | readonly number[];

export interface Differences {
  permissions: { key: string; value: boolean; default: boolean }[];
  capabilities: {
    key: CapabilityKey;
    quantity: number | null;
    default: number | null;
    mode: Mode;
    defaultMode: Mode;
  }[];
  settings: { field: 'notification' | 'managedHost' | 'thresholdSteps'; value: Setting; default: Setting }[];
}

/** Everything that creating a tenant would check, take and differ in. */
export interface Review extends Omit<Standing, 'faults'> {
  steps: { step: Step; ok: boolean }[];
  errors: Fault[];
  warnings: Warning[];
  differences: Differences;
}

/** Looks at a tenant before it is there. */
@Injectable()
export class Reviews {
  constructor(
    private readonly room: Room,
    private readonly profile: DefaultProfile,
    private readonly defaults: Defaults,
    private readonly tenants: Tenants,
    private readonly clock: Clock,
  ) {}

  /** What is wrong with one step, as things stand. */
  async faultsOf(step: Step, beginning: Beginning): Promise<Fault[]> {
    const own = faultsIn(beginning).filter((fault) => fault.step === step);
    if (own.length > 0 || !['company', 'hosts', 'capabilities'].includes(step)) return own;
    return (await this.room.for(beginning)).faults.filter((fault) => fault.step === step);
  }

  async of(beginning: Beginning): Promise<Review> {
    const { faults, ...standing } = await this.room.for(beginning);
    const own = faultsIn(beginning);
    const errors = [...own, ...faults.filter((fault) => !own.some((one) => isSame(one, fault)))];
    const { items } = await this.profile.current();
    return {
      ...standing,
      ...outcomeOf(errors),
      warnings: await this.warnings(beginning, items),
      differences: {
        permissions: permissions(beginning, items),
        capabilities: await this.limits(beginning),
        settings: settings(beginning),
      },
    };
  }

  private async limits({ capabilities }: Beginning): Promise<Differences['capabilities']> {
    const usual = new Map((await this.defaults.list()).map((row) => [row.capability, row]));
    return capabilityKeys.flatMap((key) => {
      const chosen = capabilities.find((one) => one.key === key);
      const base = usual.get(key);
      if (!chosen || !base) return [];
      const quantity = chosen.quantity === 'default' ? base.quantity : chosen.quantity;
      const mode = chosen.mode ?? base.mode;
      if (quantity === base.quantity && mode === base.mode) return [];
      return [{ key, quantity, default: base.quantity, mode, defaultMode: base.mode }];
    });
  }

  private async warnings(beginning: Beginning, items: readonly TreeItem[]): Promise<Warning[]> {
    const { company, admin, notification, managedHost, subscription } = beginning;
    const today = localDay(this.clock.now(), known(company.timeZone));
    const namesakes = company.companyName.trim()
      ? (await this.tenants.findForSignIn(company.companyName)).filter(
          ({ companyName }) => companyName.trim() === company.companyName.trim(),
        ).length
      : 0;
    const list: (Warning | false)[] = [
      namesakes > 0 && {
        ...{ step: 'company', code: 'company_name_twice', tenants: namesakes },
        message: 'There is a tenant of this name already. At the shared sign-in both need their short name.',
      },
      admin.password !== undefined &&
        notification === 'activation_link' && {
          ...{ step: 'notification', code: 'password_unused' },
          message: 'With an activation link the admin sets a password; the one that was typed is not used.',
        },
      !managedHost && {
        ...{ step: 'hosts', code: 'no_host' },
        message: 'Without a host of its own the tenant’s people sign in at the shared address.',
      },
      ...permissionWarnings(beginning, items),
      subscription === null && {
        ...{ step: 'subscription', code: 'no_subscription' },
        message: 'Without a contract conversations are recorded and consume no licences.',
      },
      subscription !== null &&
        subscription.licences === 0 && {
          ...{ step: 'subscription', code: 'no_licences' },
          message: 'The contract begins without licences: every session counts as overage.',
        },
      subscription?.endsAt != null &&
        subscription.endsAt < today && {
          ...{ step: 'subscription', code: 'contract_over' },
          message: 'The contract’s last day has passed already.',
        },
    ];
    return list.filter((warning): warning is Warning => warning !== false);
  }
}

function outcomeOf(errors: Fault[]): Pick<Review, 'errors' | 'steps'> {
  const wrong = new Set(errors.map(({ step }) => step));
  return { errors, steps: steps.map((step) => ({ step, ok: !wrong.has(step) })) };
}

/** A review with one more thing that is wrong. */
export const withError = (review: Review, error: Fault): Review => ({
  ...review,
  ...outcomeOf([...review.errors, error]),
});

const isSame = (one: Fault, other: Fault) => one.step === other.step && one.field === other.field;

const known = (timeZone: string): string => (isZone(timeZone) ? timeZone : 'UTC');

function permissions({ permissions: chosen }: Beginning, items: readonly TreeItem[]) {
  return items.flatMap(({ key, value: usual }) => {
    const own = chosen.find((one) => one.key === key);
    return own && own.value !== usual ? [{ key, value: own.value, default: usual }] : [];
  });
}

/** What is switched on and comes to nothing. */
function permissionWarnings({ permissions: chosen }: Beginning, items: readonly TreeItem[]): Warning[] {
  const values = new Map(items.map(({ key, value }) => [key, value]));
  for (const { key, value } of chosen) values.set(key, value);
  return items
    .filter(({ key }) => chosen.some((one) => one.key === key && one.value))
    .flatMap(({ key, parent, licensed }): Warning[] => {
      const at = { step: 'permissions' as const, field: key, key };
      if (!licensed)
        return [{ ...at, code: 'not_licensed', message: `The system licence does not include ${key}.` }];
      if (parent !== null && !values.get(parent))
        return [
          { ...at, code: 'parent_off', parent, message: `${key} has no effect while ${parent} is off.` },
        ];
      return [];
    });
}

function settings({ notification, managedHost, thresholdSteps }: Beginning): Differences['settings'] {
  const usual = { notification: 'activation_link', managedHost: true, thresholdSteps: defaultSteps };
  const own = { notification, managedHost, thresholdSteps: thresholdSteps ?? defaultSteps };
  return (['notification', 'managedHost', 'thresholdSteps'] as const)
    .filter((field) => String(own[field]) !== String(usual[field]))
    .map((field) => ({ field, value: own[field], default: usual[field] }));
}
