// Programs a fresh machine lacks, installed through apt where that is possible.
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { run } from './child.mjs';
import { logs } from './env.mjs';
import { step } from './progress.mjs';

// Servers live outside an ordinary user's PATH on many systems.
const elsewhere = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/libexec',
  '/usr/local/mysql/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/mariadb/bin',
  '/opt/homebrew/opt/mysql/bin',
];

export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...elsewhere];
  for (const name of names)
    for (const folder of folders) {
      const file = isAbsolute(name) ? name : join(folder, name);
      if (isExecutable(file)) return file;
    }
  return null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const canInstall = () => process.getuid?.() === 0 && findProgram('apt-get') !== null;

let queue = Promise.resolve();

/** One at a time: dpkg holds a lock. */
export function install(name) {
  const turn = queue.then(() => step(`apt-get install ${name}`, () => installNow(name)));
  queue = turn.catch(() => {});
  return turn;
}

async function installNow(name) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    run({
      name: `apt-get ${args[0]}`,
      command: ['apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args],
      env,
      // Half an installation would leave the system's package database to be repaired.
      mustFinish: true,
      log: join(logs, `apt-${args[0]}.log`),
    });
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', name);
}
