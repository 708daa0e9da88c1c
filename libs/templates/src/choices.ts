import type { CapabilityKey, Mode } from '@tenantry/capabilities';

export interface PermissionChoice {
  key: string;
  value: boolean;
}

export interface CapabilityChoice {
  key: CapabilityKey;
  /** Null is unlimited; beside a free part it is the extra part alone. */
  quantity: number | null | 'default';
  mode?: Mode;
}

/** Left out where nothing was chosen yet. */
export interface Settings {
  language?: string;
  timeZone?: string;
  notification?: string;
  /** Null: the platform's usual steps. */
  thresholdSteps?: number[] | null;
}

/** What can be taken over from one tenant to the next: everything it says differently, and how it is set. */
export interface Choices {
  permissions: PermissionChoice[];
  capabilities: CapabilityChoice[];
  settings: Settings;
}

/** Where choices come from. */
export type Source = { tenantId: string } | { templateId: string };

export type SettingValue = string | number[] | null;

/** `default`: whatever holds for every tenant that says nothing else. */
export interface ChoiceDifferences {
  permissions: { key: string; then: boolean | 'default'; now: boolean | 'default' }[];
  capabilities: { key: CapabilityKey; then: number | null | 'default'; now: number | null | 'default' }[];
  settings: { field: keyof Settings; then: SettingValue; now: SettingValue }[];
}

const settingNames = ['language', 'timeZone', 'notification', 'thresholdSteps'] as const;

/** Choice against choice: where both follow the default they agree, whatever that says by now. */
export function differences(then: Choices, now: Choices): ChoiceDifferences {
  const permissions = valuesOf(then.permissions, now.permissions, ({ value }) => value);
  const capabilities = valuesOf(then.capabilities, now.capabilities, ({ quantity }) => quantity);
  return {
    permissions: permissions.filter((one) => one.then !== one.now),
    capabilities: capabilities.filter((one) => one.then !== one.now),
    settings: settingNames
      .filter((field) => then.settings[field] !== undefined)
      .map((field) => ({ field, then: then.settings[field] ?? null, now: now.settings[field] ?? null }))
      .filter((one) => String(one.then) !== String(one.now)),
  };
}

function valuesOf<C extends { key: string }, V>(then: readonly C[], now: readonly C[], value: (one: C) => V) {
  const keys = new Set([...then, ...now].map(({ key }) => key as C['key']));
  const of = (list: readonly C[], key: string): V | 'default' => {
    const found = list.find((one) => one.key === key);
    return found ? value(found) : 'default';
  };
  return [...keys].sort().map((key) => ({ key, then: of(then, key), now: of(now, key) }));
}
