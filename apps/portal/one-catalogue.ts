import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Settings {
  locales: string[];
  modules: string[];
  'plugin.inlang.messageFormat': { pathPattern: string[] };
}

/**
 * A copy of the project with each language in one file: the compiler takes seconds over one file and minutes over
 * one for each area. Gives the copy's path.
 */
export function oneCatalogue(portal: string, copy: string): string {
  const read = (path: string) => JSON.parse(readFileSync(join(portal, path), 'utf8')) as object;
  const settings = read('project.inlang/settings.json') as Settings;
  const project = join(copy, 'project.inlang');
  mkdirSync(project, { recursive: true });
  for (const locale of settings.locales) {
    const areas = settings['plugin.inlang.messageFormat'].pathPattern.map((path) =>
      read(path.replace('{locale}', locale)),
    );
    writeFileSync(join(copy, `${locale}.json`), JSON.stringify(Object.assign({}, ...areas)));
  }
  const one = {
    ...settings,
    modules: settings.modules.map((module) => join(portal, module)),
    'plugin.inlang.messageFormat': { pathPattern: './{locale}.json' },
  };
  writeFileSync(join(project, 'settings.json'), JSON.stringify(one));
  return project;
}
