import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { breaches, floorOf } from './floors';
import type { Project } from './floors';
import { workspaceProjects } from './projects';

const root = join(import.meta.dirname, '..');
const generated = /(^|\/)(node_modules|build|dist|\.svelte-kit|paraglide|test-results)$/;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return generated.test(path) ? [] : filesUnder(path);
    return /\.(ts|mjs|js|svelte|css)$/.test(entry.name) ? [path] : [];
  });
}

describe('the workspace', () => {
  it('keeps to its floors, doors and lengths', () => {
    const projects = workspaceProjects();
    const sources = ['apps', 'libs', 'tools']
      .flatMap((folder) => filesUnder(join(root, folder)))
      .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
    expect(sources.length).toBeGreaterThan(20);
    expect(breaches(projects, sources)).toEqual([]);
  });

  it('is drawn in the README as it is', () => {
    const map = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^ {2}([a-z-]+) +floor (\d+) /gm);
    const drawn = [...map].map(([, name, floor]) => `${name} ${floor}`);
    const libs = workspaceProjects().filter(({ folder }) => folder.startsWith('libs/'));
    expect(drawn.sort()).toEqual(libs.map((project) => `${project.name} ${floorOf(project)}`).sort());
  });
});

describe('the checker', () => {
  const kernel: Project = { name: 'kernel', folder: 'libs/kernel', tags: ['floor:0'] };
  const mail: Project = { name: 'mail', folder: 'libs/mail', tags: ['floor:2'] };
  const logs: Project = { name: 'logs', folder: 'libs/logs', tags: ['floor:2'] };
  const router: Project = { name: 'router', folder: 'libs/router', tags: ['floor:7'] };
  const portal: Project = { name: 'portal', folder: 'apps/portal', tags: ['floor:10'] };
  const api: Project = { name: 'api', folder: 'apps/api', tags: ['floor:10'] };
  const projects = [kernel, mail, logs, router, portal, api];
  const check = (path: string, text: string) => breaches(projects, [{ path, text }]);

  it('lets imports go down', () => {
    expect(check('libs/mail/src/a.ts', "import { newId } from '@tenantry/kernel';")).toEqual([]);
    expect(check('apps/api/src/a.ts', "import { RootRouter } from '@tenantry/router';")).toEqual([]);
  });

  it.each([
    ["import { x } from '@tenantry/router';", 'a value'],
    ["import type { X } from '@tenantry/router';", 'a type'],
    ["export { x } from '@tenantry/router';", 'a re-export'],
    ["import {\n  x,\n  y,\n} from '@tenantry/router';", 'a list over several lines'],
    ["import '@tenantry/router';", 'an effect'],
    ["const x = await import('@tenantry/router');", 'a dynamic import'],
  ])('refuses a climb by %j (%s)', (text) => {
    expect(check('libs/mail/src/a.ts', text)).toEqual([
      'libs/mail/src/a.ts (floor 2) imports @tenantry/router (floor 7): imports only go down.',
    ]);
  });

  it('refuses a neighbour on the same floor', () => {
    expect(check('libs/mail/src/a.ts', "import { x } from '@tenantry/logs';")).toHaveLength(1);
  });

  it('does not mind what a comment says', () => {
    expect(check('libs/mail/src/a.ts', "// import { x } from '@tenantry/router';")).toEqual([]);
  });

  it('refuses a lib without a floor, or with two', () => {
    expect(breaches([{ ...mail, tags: [] }], [])).toHaveLength(1);
    expect(breaches([{ ...mail, tags: ['floor:1', 'floor:2'] }], [])).toHaveLength(1);
  });

  it('refuses a lib that is not there, one’s own, and a side door', () => {
    expect(check('libs/mail/src/a.ts', "import { x } from '@tenantry/nowhere';")).toHaveLength(1);
    expect(check('libs/mail/src/a.ts', "import { x } from '@tenantry/mail';")).toHaveLength(1);
    expect(check('libs/mail/src/a.ts', "import { x } from '@tenantry/kernel/src/ids';")).toHaveLength(1);
  });

  it('lends what specs share to specs of higher floors only', () => {
    const world = "import { World } from '@tenantry/mail/test';";
    expect(check('libs/router/src/a.db-spec.ts', world)).toEqual([]);
    expect(check('libs/router/test/world.ts', world)).toEqual([]);
    expect(check('libs/router/src/a.ts', world)).toHaveLength(1);
    expect(check('libs/logs/src/a.spec.ts', world)).toHaveLength(1);
    expect(check('libs/router/src/a.spec.ts', world.replace('/test', '/test/world'))).toHaveLength(1);
  });

  it('lets the portal import types of router and nothing else', () => {
    const path = 'apps/portal/src/lib/server/api.ts';
    expect(check(path, "import type { AppRouter } from '@tenantry/router';")).toEqual([]);
    expect(check(path, "type A = import('@tenantry/router').AppRouter;")).toEqual([]);
    expect(check(path, "import { AppRouter } from '@tenantry/router';")).toHaveLength(1);
    expect(check(path, "import type { Id } from '@tenantry/kernel';")).toHaveLength(1);
    expect(check('apps/portal/src/a.svelte', "<script>\nimport { x } from '@tenantry/router';")).toHaveLength(
      1,
    );
  });

  it('refuses a relative import that reaches into another project', () => {
    expect(check('libs/mail/src/a.ts', "import { x } from '../../kernel/src/ids';")).toEqual([
      'libs/mail/src/a.ts reaches into libs/kernel by ../../kernel/src/ids: import @tenantry/kernel.',
    ]);
    expect(check('libs/mail/src/letters/a.ts', "import { x } from '../outbox';")).toEqual([]);
  });

  it('refuses a page past 120 lines', () => {
    expect(check('apps/portal/src/routes/portal/+page.svelte', 'x;\n'.repeat(121))).toHaveLength(1);
    expect(check('apps/portal/src/routes/portal/Table.svelte', 'x;\n'.repeat(121))).toEqual([]);
  });

  it('refuses a file past 200 lines, but not a spec, a migration or a catalogue', () => {
    const long = 'x;\n'.repeat(201);
    expect(check('libs/mail/src/outbox.ts', long)).toHaveLength(1);
    expect(check('libs/mail/src/outbox.ts', 'x;\n'.repeat(200))).toEqual([]);
    expect(check('libs/mail/src/outbox.db-spec.ts', long)).toEqual([]);
    expect(check('libs/database/src/migrations/0001.ts', long)).toEqual([]);
  });
});
