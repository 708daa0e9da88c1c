import type { Catalogue, Feature, Mask } from './catalogue';

/** Feature to value: what a tenant, or the platform's profile, says differently. */
export type Differences = ReadonlyMap<string, boolean>;

export type Origin = 'catalogue' | 'default' | 'tenant';

export interface TreeItem {
  key: string;
  parent: string | null;
  /** Its own; what it comes to is `effective`. */
  value: boolean;
  origin: Origin;
  /** What it would be without a difference of its own. */
  default: boolean;
  licensed: boolean;
  /** On, licensed, and so is everything above it. */
  effective: boolean;
}

/** Of what the values of a tenant are made up. */
export interface Layers {
  /** The version of the catalogue that the tenant was created with. */
  bornWith: number;
  profile: Differences;
  own: Differences;
}

export function catalogueDefault({ since, fresh, existing }: Feature, bornWith: number): boolean {
  return bornWith >= since ? fresh : existing;
}

/** Value and origin of one feature. */
export function valueOf(feature: Feature, { bornWith, profile, own }: Layers) {
  const inherited = profile.get(feature.key);
  const fallback = inherited ?? catalogueDefault(feature, bornWith);
  const value = own.get(feature.key);
  const origin: Origin = value !== undefined ? 'tenant' : inherited !== undefined ? 'default' : 'catalogue';
  return { value: value ?? fallback, default: fallback, origin };
}

/** Every value as it is stored, parents aside. */
export function storedMask(catalogue: Catalogue, layers: Layers): Mask {
  let mask = 0n;
  for (const feature of catalogue.features) if (valueOf(feature, layers).value) mask |= feature.bit;
  return mask;
}

/** What the tenant is granted, whatever the licence says. */
export const grantedMask = (catalogue: Catalogue, layers: Layers): Mask =>
  catalogue.rooted(storedMask(catalogue, layers));

/** What a licence grants: what it names, with all that this needs above it. Null: everything. */
export const licensedMask = (catalogue: Catalogue, features: Iterable<string> | null): Mask =>
  features === null
    ? catalogue.maskOf(catalogue.features.map(({ key }) => key))
    : catalogue.withParents(catalogue.maskOf(features));

/** The whole tree with its origins: for editors, and for the wizard before there is a tenant. */
export function treeOf(catalogue: Catalogue, layers: Layers, licensed: Mask): TreeItem[] {
  const effective = grantedMask(catalogue, layers) & licensed;
  return catalogue.features.map((feature) => ({
    key: feature.key,
    parent: feature.parent,
    ...valueOf(feature, layers),
    licensed: (licensed & feature.bit) !== 0n,
    effective: (effective & feature.bit) !== 0n,
  }));
}

export interface FeatureChange {
  key: string;
  before: boolean;
  after: boolean;
}

export const changed = (catalogue: Catalogue, before: Mask, after: Mask): FeatureChange[] =>
  catalogue.features
    .filter(({ bit }) => ((before ^ after) & bit) !== 0n)
    .map(({ key, bit }) => ({ key, before: (before & bit) !== 0n, after: (after & bit) !== 0n }));

/** Null takes a difference back. */
export function withChanges(
  differences: Differences,
  changes: readonly { key: string; value: boolean | null }[],
): Map<string, boolean> {
  const next = new Map(differences);
  for (const { key, value } of changes)
    if (value === null) next.delete(key);
    else next.set(key, value);
  return next;
}
