// with-stack COMMAND…: gives it a whole product of its own, on free ports, with demo data, as E2E_STACK.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { findChromium } from './chromium.mjs';
import { data, freshSecrets, root } from './env.mjs';
import { freePorts } from './ports.mjs';
import { fastDatabase } from './private-db.mjs';
import { step } from './progress.mjs';
import { runWith } from './run-with.mjs';
import { cli, startStack } from './stack.mjs';

const folder = join(data, `e2e-${process.pid}`);
const logs = join(data, 'logs', 'e2e');
const shared = process.env.TEST_DATABASE_URL;
const schema = `e2e_${process.pid}`;

// A developer's own settings have no say in the tests.
const ours =
  /^(DATABASE_URL|SECRET|PORTAL_SECRET|PLATFORM_HOST|CONSOLE_HOST|MANAGED_HOSTS|PUBLIC_.*|SMTP_URL|TRUST_PROXY|LICENCE_KEYS|FILES)$/;
const outer = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));

async function openDatabase(port, password) {
  if (!shared) {
    let database;
    await step('Database', async () => (database = await fastDatabase({ port, password })).version);
    return database;
  }
  await onSharedServer(`CREATE DATABASE ${schema}`);
  const url = new URL(shared);
  url.pathname = `/${schema}`;
  return { url: url.href };
}

async function onSharedServer(sql) {
  const connection = await mysql.createConnection(shared);
  await connection.query(sql);
  await connection.end();
}

async function prepare() {
  const chromium = await findChromium();
  const ports = await freePorts();
  const secrets = freshSecrets();
  let demo = '';
  const stack = await startStack({
    ports,
    secrets,
    folder,
    logs,
    env: outer,
    openDatabase: () => openDatabase(ports.database, secrets.databasePassword),
    prepare: (env) =>
      step('Demo data', async () => {
        demo = await cli('demo', env, logs);
      }),
  });
  return {
    ...outer,
    CHROMIUM: chromium,
    E2E_STACK: JSON.stringify({
      ...stack.addresses,
      ports,
      inbox: `http://127.0.0.1:${ports.inbox}/api/email`,
      databaseUrl: stack.env.DATABASE_URL,
      demoKey: /tnk_[\w.-]+/.exec(demo)?.[0] ?? null,
      /** The private key of whom this stack believes licences. */
      issuer: stack.issuer,
      // For journeys that run the command line: `node dist/cli.js …` with this environment.
      cli: { program: join(root, 'dist/cli.js'), env: onlyNew(stack.env) },
    }),
  };
}

const onlyNew = (env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => outer[name] !== env[name]));

await runWith(prepare, async () => {
  rmSync(folder, { recursive: true, force: true });
  if (shared) await onSharedServer(`DROP DATABASE IF EXISTS ${schema}`);
});
