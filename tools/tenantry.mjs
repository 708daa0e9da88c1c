// bin/tenantry: the command line in this very process, with the addresses and secrets of this folder.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApi } from './build.mjs';
import { loadDotEnv, localSecrets, root, runningStart, stackEnv } from './env.mjs';
import { usualPorts } from './ports.mjs';

loadDotEnv();
const run = runningStart();
/** Issuers have no installation. */
const alone = process.argv[2] === 'licence' && process.argv[3] !== 'install';
const databaseUrl = process.env.DATABASE_URL || run?.databaseUrl;
const wantsHelp =
  process.argv.length < 3 || process.argv.some((word) => ['--help', '-h', 'help'].includes(word));
if (!databaseUrl && !alone && !wantsHelp) {
  console.error('No database: bin/start does not run from this folder and DATABASE_URL is not set.');
  process.exit(1);
}
try {
  await buildApi();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
Object.assign(process.env, stackEnv({ ports: run?.ports ?? usualPorts(), secrets: localSecrets() }));
if (databaseUrl) process.env.DATABASE_URL = databaseUrl;
const program = join(root, 'dist/cli.js');
process.argv[1] = program;
await import(pathToFileURL(program).href);
