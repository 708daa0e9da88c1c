// bench NAME: bundles tools/bench/NAME.ts and runs it against a durable private database of its own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freshSecrets } from '../env.mjs';
import { freePorts } from '../ports.mjs';
import { durableDatabase } from '../private-db.mjs';

const root = join(import.meta.dirname, '../..');
const [name, ...args] = process.argv.slice(2);
if (!name) {
  console.error('Say which: npm run bench -- ingest');
  process.exit(2);
}
mkdirSync(join(root, '.data'), { recursive: true });
const dir = mkdtempSync(join(root, '.data/bench-'));
const { database: port } = await freePorts();
const password = freshSecrets().databasePassword;
const database = await durableDatabase({ dir, port, password, log: join(dir, 'database.log') });
try {
  const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
  execFileSync(process.execPath, [rolldown, '-c', 'tools/bench/rolldown.config.mjs'], {
    cwd: root,
    env: { ...process.env, BENCH: name, OUT_DIR: join(dir, 'out') },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const child = spawn(process.execPath, ['--enable-source-maps', join(dir, 'out', `${name}.js`), ...args], {
    env: { ...process.env, TEST_DATABASE_URL: database.url, BENCH_DIR: dir },
    stdio: 'inherit',
  });
  process.exitCode = await new Promise((resolve) => child.once('exit', resolve));
} finally {
  await database.stop();
  rmSync(dir, { recursive: true, force: true });
}
