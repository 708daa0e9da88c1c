// The whole product on this machine: database, mail catcher, API and portal. One way to start it, used by
// bin/start with ports and data that stay, and by the browser tests with ports and data of their own.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { buildApi, buildPortal } from './build.mjs';
import { logTail, run, startChild } from './child.mjs';
import { addresses, localIssuer, root, stackEnv } from './env.mjs';
import { step, Stopped } from './progress.mjs';

const node = process.execPath;

/**
 * `openDatabase` gives a database, `prepare(env)` fills it after migration; `folder` holds what this stack alone
 * writes. Resolves with everything answering; `died` then resolves with the first child that ends.
 */
export async function startStack({
  ports,
  secrets,
  folder,
  logs,
  env: outer = process.env,
  openDatabase,
  prepare,
}) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const services = [];
  const issuer = localIssuer(folder);
  const stack = { ports, folder, logs, services, env: stackEnv({ ports, secrets, folder, env: outer }) };
  const mail = outer.SMTP_URL ? null : step('Mail catcher', () => startMail(stack));
  const api = step('API', buildApi);

  async function serveApi() {
    const database = await openDatabase();
    if (database.child) services.push(database.child);
    const env = { ...stack.env, DATABASE_URL: database.url };
    await api;
    await step('Migrations', () => cli('migrate', env, logs));
    const prepared = await prepare?.(env);
    await mail;
    await step('API starts', () => startApi(stack, env));
    return { env, prepared };
  }
  async function servePortal() {
    await step('Portal', buildPortal);
    copyPortal(folder);
    await step('Portal starts', () => startPortal(stack));
  }

  // The longest of these is the portal's build; the first failure of any ends the start.
  const [served] = await Promise.all([serveApi(), servePortal(), mail, api]);
  const died = Promise.race(services.map((child) => child.exited.then(() => child)));
  return { ...served, ports, issuer, died, addresses: addresses(stack.env, ports) };
}

/** Runs one command of bin/tenantry against the stack's database and gives what it printed. */
export function cli(command, env, logs) {
  return run({
    name: `bin/tenantry ${command}`,
    command: [node, join(root, 'dist/cli.js'), ...command.split(' ')],
    env,
    log: join(logs, `${command.split(' ')[0]}.log`),
  }).then((output) => output.trim());
}

export async function assertAnswers(url) {
  try {
    await (await mysql.createConnection(url)).end();
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Error(`The database ${host}${pathname} in DATABASE_URL does not answer: ${error.message}`);
  }
}

export async function hasNoTables(url) {
  const connection = await mysql.createConnection(url);
  const [rows] = await connection.query(
    'SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() LIMIT 1',
  );
  await connection.end();
  return rows.length === 0;
}

/** The portal loads its parts when they are first asked for: a later build must not pull them away. */
function copyPortal(folder) {
  const copy = join(folder, 'portal');
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, 'apps/portal/build'), join(copy, 'build'), { recursive: true });
  cpSync(join(root, 'apps/portal/server.mjs'), join(copy, 'server.mjs'));
}

async function startMail({ ports, folder, logs, services }) {
  const listen = ['--ip', '127.0.0.1', '--smtp', ports.smtp, '--web-ip', '127.0.0.1', '--web', ports.inbox];
  const keep = ['--mail-directory', join(folder, 'mail'), '--max-emails', '500'];
  const child = startChild({
    name: 'the mail catcher',
    command: [node, join(root, 'node_modules/maildev/dist/bin/maildev.js'), ...listen, ...keep].map(String),
    log: join(logs, 'mail.log'),
  });
  services.push(child);
  await answers(child, `http://127.0.0.1:${ports.inbox}/api/healthz`);
}

async function startApi({ ports, logs, services }, env) {
  const child = startChild({
    name: 'the API',
    command: [node, '--enable-source-maps', join(root, 'dist/api.js')],
    env: { ...env, NODE_ENV: 'production' },
    log: join(logs, 'api.log'),
  });
  services.push(child);
  await answers(child, `http://127.0.0.1:${ports.api}/health/ready`);
}

async function startPortal({ ports, env, folder, logs, services }) {
  const child = startChild({
    name: 'the portal',
    command: [node, join(folder, 'portal/server.mjs')],
    // Its own secret is all it needs; the installation's stays with the API.
    env: { ...env, SECRET: undefined, DATABASE_URL: undefined, NODE_ENV: 'production' },
    log: join(logs, 'portal.log'),
  });
  services.push(child);
  await answers(child, `http://127.0.0.1:${ports.portal}/health/live`);
}

async function answers(child, url) {
  const until = performance.now() + 60_000;
  let last = 'nothing listens';
  while (performance.now() < until) {
    if (child.stopping) throw new Stopped(child.name);
    if (child.exitCode !== null) throw new Error(`${explainEnd(child)}`);
    try {
      const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) });
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = error.cause?.code ?? error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.name} does not answer at ${url} (${last}).\n${logTail(child.log)}`);
}

/** Why a child that should run has ended, with the end of its log. */
export function explainEnd({ name, exitCode, log }) {
  return `${name[0].toUpperCase()}${name.slice(1)} ended (exit code ${exitCode}). The end of ${log}:\n${logTail(log)}`;
}
