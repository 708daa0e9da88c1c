// bin/start: everything on this machine, until it is told to stop.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killAll, stopAll } from './child.mjs';
import {
  data,
  forgetRun,
  loadDotEnv,
  local,
  localSecrets,
  logs,
  readJson,
  runningStart,
  writeJson,
  writeRun,
} from './env.mjs';
import { assertFree, usualPorts } from './ports.mjs';
import { durableDatabase } from './private-db.mjs';
import { say, seconds, step, Stopped } from './progress.mjs';
import { assertAnswers, cli, explainEnd, hasNoTables, startStack } from './stack.mjs';
import { summary } from './summary.mjs';

const help = `bin/start [--empty] [--reset]

Sets up what is missing (packages, database, builds), then runs the database, the API, the portal and a mail
catcher until Ctrl-C. Data, mails and logs are kept in .data/.

  --empty   a new database gets no demo data; the first operator is made with bin/tenantry
  --reset   begins anew: removes the private database, caught mails, secrets and logs first

Configuration comes from the environment and from .env; see .env.example and README.md.`;

const databaseFolder = join(data, 'db');
/** Which databases were begun with demo data, whether it is loaded, and its key, shown at each start. */
const demoFile = join(data, 'demo.json');
const began = performance.now();
let up = false;
let leaving;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (leaving) killAll();
    else leave(up ? 0 : 130, 'Stopping.');
  });

try {
  await main();
} catch (error) {
  if (!(error instanceof Stopped)) leave(1, `\n${error.message}`);
}

async function main() {
  const { reset, empty, help: asked } = options();
  if (asked) return void console.log(help);
  loadDotEnv();
  const other = runningStart();
  if (other)
    throw new Error(`bin/start already runs in this folder (process ${other.pid}). Stop that one first.`);
  const ports = usualPorts();
  writeRun({ ports });
  if (reset) removeData();
  await assertFree(neededPorts(ports));
  const secrets = localSecrets();
  const stack = await startStack({
    ports,
    secrets,
    folder: local,
    logs,
    openDatabase: async () => {
      const database = await openDatabase(ports, secrets);
      // Before the migrations, so that a first start that is cut short is finished by the next one.
      if (!empty && (await hasNoTables(database.url))) markDemo({ loaded: false });
      return database;
    },
    prepare: loadDemo,
  });
  const { addresses, env, prepared } = stack;
  writeRun({ ports, addresses, databaseUrl: env.DATABASE_URL });
  up = true;
  say(`  ready   ${seconds(began)}  in all\n`);
  console.log(summary(addresses, prepared));
  const dead = await stack.died;
  if (!leaving) leave(1, explainEnd(dead));
}

function options() {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ options: { reset: flag, empty: flag, help: { ...flag, short: 'h' } } }).values;
  } catch (error) {
    throw new Error(`${error.message}\n\n${help}`);
  }
}

function removeData() {
  if (process.env.DATABASE_URL)
    throw new Error(
      '--reset removes the private database only, and DATABASE_URL names one of yours. Empty that one yourself, then bin/start.',
    );
  for (const path of [databaseFolder, local, logs, demoFile, join(data, 'secrets.json')])
    rmSync(path, { recursive: true, force: true });
}

/** Only what will be started here needs its port. */
function neededPorts({ portal, api, smtp, inbox, database }) {
  return {
    portal,
    api,
    ...(process.env.SMTP_URL ? {} : { smtp, inbox }),
    ...(process.env.DATABASE_URL ? {} : { database }),
  };
}

async function openDatabase(ports, secrets) {
  const url = process.env.DATABASE_URL;
  if (url) {
    await step('Database of DATABASE_URL', () => assertAnswers(url));
    return { url };
  }
  let database;
  await step('Database', async () => {
    database = await durableDatabase({
      dir: databaseFolder,
      port: ports.database,
      password: secrets.databasePassword,
      log: join(logs, 'database.log'),
    });
    return `${database.version} on 127.0.0.1:${ports.database}`;
  });
  return database;
}

async function loadDemo(env) {
  const kept = readJson(demoFile)?.[databaseName()];
  if (!kept) return null;
  if (kept.loaded) return kept;
  let output = '';
  await step('Demo data', async () => {
    output = await cli('demo', env, logs);
  });
  return markDemo({ loaded: true, apiKey: /tnk_[\w.-]+/.exec(output)?.[0] ?? null });
}

function markDemo(state) {
  writeJson(demoFile, { ...readJson(demoFile), [databaseName()]: state });
  return state;
}

function databaseName() {
  if (!process.env.DATABASE_URL) return 'private';
  const { host, pathname } = new URL(process.env.DATABASE_URL);
  return host + pathname;
}

/** Stops what runs, the latest started first, and ends with this code. The first reason counts. */
function leave(code, why) {
  if (leaving) return;
  leaving = true;
  say(why);
  void stopAll().then(() => {
    forgetRun();
    if (up) say('Stopped.');
    process.exit(code);
  });
}
