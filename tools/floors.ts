// The law of the layout, as sentences about files. `floors.spec.ts` applies it to the workspace.

export interface Project {
  name: string;
  /** Its folder from the root, such as `libs/kernel`. */
  folder: string;
  tags: string[];
}

export interface Source {
  /** From the root, such as `libs/kernel/src/ids.ts`. */
  path: string;
  text: string;
}

const longest = 200;
const longestPage = 120;
const imported =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s)?[^'";]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)(\s*\.)?/g;

/** One sentence per breach; an empty list is what everybody wants. */
export function breaches(projects: Project[], sources: Source[]): string[] {
  return [...untagged(projects), ...sources.flatMap((source) => breachesOf(source, projects))];
}

function untagged(projects: Project[]): string[] {
  return projects
    .filter((project) => floorOf(project) === null)
    .map(({ folder }) => `${folder}/project.json names no floor: give it one tag such as "floor:3".`);
}

function breachesOf(source: Source, projects: Project[]): string[] {
  const own = projects.find(({ folder }) => source.path.startsWith(`${folder}/`));
  const found = tooLong(source);
  if (!own) return found;
  for (const { name, isType } of importsIn(source.text)) {
    const sentence = name.startsWith('@tenantry/')
      ? climb(source, own, name, isType, projects)
      : reach(source, own, name, projects);
    if (sentence) found.push(sentence);
  }
  return found;
}

function climb(
  source: Source,
  own: Project,
  name: string,
  isType: boolean,
  projects: Project[],
): string | null {
  const target = projects.find((project) => project.folder === `libs/${name.split('/')[1]}`);
  if (!target) return `${source.path} imports ${name}, which is no lib of this workspace.`;
  const [, , door, ...further] = name.split('/');
  if (door === 'test' && further.length === 0) {
    if (!isTest(source.path)) return `${source.path} imports ${name}: that door is for specs.`;
  } else if (door) return `${source.path} imports ${name}: a lib has one door, its index.`;
  if (own.name === 'portal') {
    if (target.name !== 'router')
      return `${source.path} imports ${name}: the portal knows types of router only.`;
    return isType ? null : `${source.path} imports a value of ${name}: the portal imports its types only.`;
  }
  if (own === target) return `${source.path} imports its own lib as ${name}: use a relative import.`;
  const [from, to] = [floorOf(own), floorOf(target)];
  if (from === null || to === null || to < from) return null;
  return `${source.path} (floor ${from}) imports ${name} (floor ${to}): imports only go down.`;
}

/** Specs and what they share in `test/`, which they may also lend to specs of higher floors. */
const isTest = (path: string) => /\.(db-)?spec\.ts$|^(libs|apps)\/[^/]+\/test\//.test(path);

/** A relative import must stay in its own project: the way into another is its door. */
function reach(source: Source, own: Project, name: string, projects: Project[]): string | null {
  if (!name.startsWith('.')) return null;
  const path = resolve(source.path, name);
  if (path.startsWith(`${own.folder}/`)) return null;
  const other = projects.find(({ folder }) => path.startsWith(`${folder}/`));
  return other
    ? `${source.path} reaches into ${other.folder} by ${name}: import @tenantry/${other.name}.`
    : null;
}

function* importsIn(text: string): Generator<{ name: string; isType: boolean }> {
  for (const [, type, from, bare, dynamic, member] of withoutComments(text).matchAll(imported)) {
    const name = from ?? bare ?? dynamic;
    // `import('@tenantry/x').Y` is how a type is named in place; awaiting such a thing is a value.
    if (name) yield { name, isType: type !== undefined || member !== undefined };
  }
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

export function floorOf({ tags }: Project): number | null {
  const floors = tags.map((tag) => /^floor:(\d+)$/.exec(tag)?.[1]).filter((floor) => floor !== undefined);
  return floors.length === 1 ? Number(floors[0]) : null;
}

/** Specs, migrations and message catalogues are lists: their length says nothing. */
function tooLong({ path, text }: Source): string[] {
  if (/\.(db-)?spec\.ts$|\/migrations\/|\/messages\//.test(path)) return [];
  const limit = path.endsWith('/+page.svelte') ? longestPage : longest;
  return text.trimEnd().split('\n').length > limit
    ? [`${path} is longer than ${limit} lines: make it two.`]
    : [];
}

function resolve(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
