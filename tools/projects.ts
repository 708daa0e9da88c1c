import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './floors';

const root = join(import.meta.dirname, '..');

/** Every lib and app with its tags, whether or not it has a project.json. */
export function workspaceProjects(): Project[] {
  return ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => {
      const file = join(root, kind, name, 'project.json');
      const json = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { tags?: string[] }) : {};
      return { name, folder: `${kind}/${name}`, tags: json.tags ?? [] };
    }),
  );
}
