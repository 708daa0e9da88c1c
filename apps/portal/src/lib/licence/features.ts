export type Feature = { key: string; parent: string | null };

/** What a list grants of all there is: what it names, and what stands above that. No list grants all. */
function granted(all: Feature[], named: string[] | null): Set<string> {
  if (named === null) return new Set(all.map(({ key }) => key));
  const parents = new Map(all.map(({ key, parent }) => [key, parent]));
  const found = new Set<string>();
  for (const name of named)
    for (let key: string | null = name; key && parents.has(key); key = parents.get(key)!) found.add(key);
  return found;
}

export function featureChange(all: Feature[], before: string[] | null, after: string[] | null) {
  const [was, will] = [granted(all, before), granted(all, after)];
  const keys = all.map(({ key }) => key);
  return {
    gained: keys.filter((key) => will.has(key) && !was.has(key)),
    lost: keys.filter((key) => was.has(key) && !will.has(key)),
  };
}
