export type Change = { field: string; before: string | null; after: string | null; changed: boolean };

function flatten(value: unknown, path: string, into: Map<string, string>) {
  if (value === null || value === undefined) return;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    into.set(path, value.join(', '));
  else if (typeof value === 'object')
    for (const [key, item] of Object.entries(value)) flatten(item, path ? `${path}.${key}` : key, into);
  else into.set(path, String(value));
}

/** Both states of a thing side by side, field by field, in the order in which fields appear. */
export function difference(before: unknown, after: unknown): Change[] {
  const old = new Map<string, string>();
  const now = new Map<string, string>();
  flatten(before, '', old);
  flatten(after, '', now);
  return [...new Set([...old.keys(), ...now.keys()])].map((field) => {
    const [was, is] = [old.get(field) ?? null, now.get(field) ?? null];
    return { field, before: was, after: is, changed: was !== is };
  });
}
