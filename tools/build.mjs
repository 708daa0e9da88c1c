// What is generated from sources, made only when these changed: the bundles of API, CLI and portal, and the
// portal's messages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './child.mjs';
import { data, logs, root } from './env.mjs';

const targets = {
  api: {
    what: 'the API',
    inputs: [
      'apps/api',
      'apps/cli',
      'libs',
      'rolldown.config.mjs',
      'tsconfig.base.json',
      'package-lock.json',
    ],
    output: 'dist/api.js',
  },
  portal: {
    what: 'the portal',
    inputs: ['apps/portal', 'package-lock.json'],
    output: 'apps/portal/build/handler.js',
  },
  messages: {
    what: "the portal's messages",
    inputs: [
      'apps/portal/messages',
      'apps/portal/project.inlang',
      'apps/portal/vite.config.ts',
      'apps/portal/one-catalogue.ts',
      'package-lock.json',
    ],
    output: 'apps/portal/src/lib/paraglide/messages.js',
  },
};
const notSource = new Set(['build', '.svelte-kit', 'node_modules', 'paraglide', 'cache', 'test-results']);
const isSpec = (name) => /\.(db-)?spec\.ts$|\.md$/.test(name);

export const buildApi = () => build('api');
export const buildPortal = () => build('portal');
export const buildMessages = () => build('messages');

/** Says whether there was anything to do. */
async function build(name) {
  const { what, inputs, output } = targets[name];
  const stamp = join(data, 'stamps', name);
  const release = await lock(`${stamp}.lock`);
  try {
    const hash = contentHash(inputs);
    if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash)
      return 'unchanged';
    rmSync(stamp, { force: true });
    await run({
      name: `Building ${what}`,
      command: ['npm', 'run', '--silent', `build:${name}`],
      env: { ...process.env, NO_COLOR: '1' },
      log: join(logs, `build-${name}.log`),
    });
    writeFileSync(stamp, hash);
    return 'built';
  } finally {
    release();
  }
}

function contentHash(inputs) {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort())
        if (!notSource.has(name) && !isSpec(name)) add(`${path}/${name}`);
    } else hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
  };
  inputs.forEach(add);
  return hash.digest('hex');
}

/** bin/start and bin/test may build at the same moment: the second waits and then finds it done. */
async function lock(folder) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(folder), { recursive: true });
  const owner = join(folder, 'pid');
  for (;;) {
    try {
      mkdirSync(folder);
      writeFileSync(owner, String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(folder, owner)) rmSync(folder, { recursive: true, force: true });
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function isHeld(folder, owner) {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0);
    return true;
  } catch (error) {
    if (error.code !== 'ENOENT') return error.code === 'EPERM';
    // Its owner is between making the folder and writing its number, unless it died there.
    const since = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - since < 2000;
  }
}
