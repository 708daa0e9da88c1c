/** A feature with what stands below it; whoever has none of a feature has nothing below it either. */
interface Branch {
  [name: string]: Branch;
}

/** Sections and what is in them. A key is section and name, whatever lies between them in the tree. */
const tree: Branch = {
  conversation: {
    view_all: {},
    view_unassigned: {},
    view_own: { reply: {}, transfer: {}, close: {} },
    auto_resolve: {},
  },
  contact: { view: { edit: { import: {}, merge: {} }, export: {}, custom_fields: {}, companies: {} } },
  help_center: { read: { edit: { publish: {} } }, portal_domain: {} },
  channel: {
    widget: {},
    email: {},
    whatsapp: {},
    facebook: {},
    instagram: {},
    telegram: {},
    teams: {},
    slack: {},
    skype_business: {},
    sms: {},
    voice: {},
    api: {},
  },
  audio_video: { audio: {}, video: {}, recording: { transcription: {} } },
  workflow: { view: { edit: {}, run: { extra_triggers: {} } } },
  automation: { rules: {}, macros: {} },
  canned_message: { public: {}, private: {} },
  campaign: { ongoing: {}, one_off: {} },
  ai: { agent: {}, copilot: {}, dataset_files: {}, dataset_urls: {} },
  agent: { manage: { roles: {} }, teams: {}, skills: {} },
  sla: { policies: {} },
  report: { conversation: {}, agent: {}, csat: {}, sla: {}, export: {} },
  integration: { webhooks: {}, crm: {}, slack: {}, api_keys: {} },
  settings: { company: {}, branding: {}, language_timezone: {}, security: {}, sender_domain: {} },
  log: { operation: {}, login: {}, export: {} },
  subscription: { view: { contacts_edit: {}, request_refill: {} } },
};

/** What differs from the rule: there from the first version on, and on for everybody. */
const particulars: Record<string, Partial<Terms>> = {
  // Nothing new is built on it, and recording people needs a decision of the tenant's.
  'channel.skype_business': { fresh: false },
  'audio_video.recording': { fresh: false },
  'audio_video.transcription': { fresh: false },
};

interface Terms {
  /** The version of the catalogue that brought it. */
  since: number;
  /** For tenants that were created with that version or later. */
  fresh: boolean;
  /** For tenants that are older than the feature. */
  existing: boolean;
}

export interface Feature extends Terms {
  key: string;
  parent: string | null;
  /** Its own bit in a set of features. */
  bit: bigint;
}

/** A set of features in one number: compact to keep for thousands of tenants, and quick to ask. */
export type Mask = bigint;

export class Catalogue {
  /** Parents before their children. */
  readonly features: readonly Feature[];
  private readonly byKey: ReadonlyMap<string, Feature>;

  constructor(
    readonly version: number,
    branches: Branch,
    exceptions: Record<string, Partial<Terms>> = {},
  ) {
    const features: Feature[] = [];
    const add = (branch: Branch, section: string | null, parent: string | null) => {
      for (const [name, below] of Object.entries(branch)) {
        const key = section === null ? name : `${section}.${name}`;
        const terms = { since: 1, fresh: true, existing: true, ...exceptions[key] };
        features.push({ key, parent, bit: 1n << BigInt(features.length), ...terms });
        add(below, section ?? name, key);
      }
    };
    add(branches, null, null);
    this.features = features;
    this.byKey = new Map(features.map((feature) => [feature.key, feature]));
  }

  find(key: string): Feature | undefined {
    return this.byKey.get(key);
  }

  /** Unknown keys are in no set: what this program does not know it does not allow. */
  maskOf(keys: Iterable<string>): Mask {
    let mask = 0n;
    for (const key of keys) mask |= this.byKey.get(key)?.bit ?? 0n;
    return mask;
  }

  keysIn(mask: Mask): string[] {
    return this.features.filter(({ bit }) => (mask & bit) !== 0n).map(({ key }) => key);
  }

  /** Without those whose parent is missing. */
  rooted(mask: Mask): Mask {
    let rooted = 0n;
    for (const { bit, parent } of this.features)
      if ((mask & bit) !== 0n && (parent === null || (rooted & this.byKey.get(parent)!.bit) !== 0n))
        rooted |= bit;
    return rooted;
  }

  /** With all that they need above them. */
  withParents(mask: Mask): Mask {
    let whole = mask;
    for (const { bit, parent } of this.features.toReversed())
      if ((whole & bit) !== 0n && parent !== null) whole |= this.byKey.get(parent)!.bit;
    return whole;
  }

  /** The feature's parents, the nearest first. */
  above(key: string): Feature[] {
    const { parent } = this.byKey.get(key) ?? { parent: null };
    return parent === null ? [] : [this.byKey.get(parent)!, ...this.above(parent)];
  }
}

/** A feature that is added gets the next version as its `since`, and this gets that version. */
export const catalogue = new Catalogue(1, tree, particulars);
