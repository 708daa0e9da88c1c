import type { PermissionItem } from '#lib/views';

/** Key to what somebody chose and has not saved; null goes back to the default. */
export type Edits = Record<string, boolean | null>;

export type Branch = PermissionItem & {
  /** With what was chosen, saved or not. */
  chosen: boolean;
  edited: boolean;
  /** What a save would store for it stands apart from the default. */
  differs: boolean;
  /** On, licensed, and so is everything above it. */
  works: boolean;
  /** The nearest feature above it that is off. */
  offAbove: string | null;
  below: Branch[];
};

/** The items as a tree, with what was chosen on top of what is stored. */
export function branchesOf(items: readonly PermissionItem[], edits: Edits): Branch[] {
  const all = new Map<string, Branch>();
  const roots: Branch[] = [];
  for (const item of items) {
    const above = item.parent === null ? undefined : all.get(item.parent);
    const edit = edits[item.key];
    const chosen = edit === undefined ? item.value : (edit ?? item.default);
    const branch = {
      ...item,
      chosen,
      edited: edit !== undefined,
      differs: edit === undefined ? item.own : edit !== null,
      works: chosen && item.licensed && (above?.works ?? true),
      offAbove: above === undefined ? null : above.chosen ? above.offAbove : above.key,
      below: [],
    };
    all.set(item.key, branch);
    (above?.below ?? roots).push(branch);
  }
  return roots;
}

/** What choosing a value means: nothing where it is as stored, the default's where it is the default. */
export function edit(
  { value, default: fallback }: PermissionItem,
  chosen: boolean,
): boolean | null | undefined {
  if (chosen === value) return undefined;
  return chosen === fallback ? null : chosen;
}

export const everyBranch = (branches: readonly Branch[]): Branch[] =>
  branches.flatMap((branch) => [branch, ...everyBranch(branch.below)]);

/** A parent shows with its own value whether all below share it. */
export const isMixed = (branch: Branch): boolean =>
  branch.chosen && everyBranch(branch.below).some(({ chosen }) => !chosen);

/** What a form that was sent without scripts, or with them, asks for. */
export function changesIn(
  items: readonly PermissionItem[],
  on: ReadonlySet<string>,
  reset: ReadonlySet<string>,
) {
  return items.flatMap((item) => {
    if (reset.has(item.key)) return item.own ? [{ key: item.key, value: null }] : [];
    const change = edit(item, on.has(item.key));
    return change === undefined ? [] : [{ key: item.key, value: change }];
  });
}

type Parents = ReadonlyMap<string, string | null>;

function* upFrom(key: string, parents: Parents): Generator<string> {
  for (let at: string | null = key; at !== null; at = parents.get(at) ?? null) yield at;
}

/** Those that match, with all that stands above them: a tree cannot be read without its branches. */
export const withAbove = (matching: readonly string[], parents: Parents): ReadonlySet<string> =>
  new Set(matching.flatMap((key) => [...upFrom(key, parents)]));

/** A feature that is allowed needs what is above it; one that is not takes what is below it along. */
export function allow(
  allowed: ReadonlySet<string>,
  branch: Branch,
  on: boolean,
  parents: Parents,
): ReadonlySet<string> {
  const named = everyBranch([branch]).map(({ key }) => key);
  if (on) return new Set([...allowed, ...named, ...upFrom(branch.key, parents)]);
  return new Set([...allowed].filter((key) => !named.includes(key)));
}
