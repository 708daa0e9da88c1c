// bin/test: every check and test, and one line that says how many passed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApi, buildMessages, buildPortal } from './build.mjs';
import { killAll, logTail, startChild, stopAll } from './child.mjs';
import { findChromium } from './chromium.mjs';
import { logs } from './env.mjs';
import { findServer } from './private-db.mjs';
import { say, seconds, step, Stopped } from './progress.mjs';
import { countJest, countPlaywright, total } from './results.mjs';

const parts = ['format', 'lint', 'types', 'portal-types', 'unit', 'database', 'browser'];
const help = `bin/test [part…]

Runs all parts, or the named ones: ${parts.join(', ')}.
It starts servers of its own on free ports, so bin/start can run beside. The last line says
how many passed, failed and were skipped; a static check counts as one.`;

const began = performance.now();
const counts = [];
let signalled = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (signalled) killAll();
    else void stopAll();
    signalled = true;
  });

const chosen = chosenParts();
const wanted = (name) => chosen.length === 0 || chosen.includes(name);

const reports = mkdtempSync(join(tmpdir(), 'tenantry-test-'));

// What a fresh machine lacks is fetched while the static checks run.
const server = wanted('database') || wanted('browser') ? quiet(findServer()) : null;
const browser = wanted('browser') ? quiet(findChromium()) : null;

await quiet(buildMessages());
const unit = jest('unit', 'test');
await Promise.all([
  inTurn([
    () => check('format', 'format:check'),
    () => check('lint', 'lint'),
    () => check('types', 'typecheck'),
    // This and the build write the portal's messages again, which specs read.
    () => unit,
    () => check('portal-types', 'typecheck:portal'),
    () => wanted('browser') && quiet(step('build', () => Promise.all([buildApi(), buildPortal()]))),
  ]),
  unit.then(() => jest('database', 'test:db', server)),
]);
await playwright();

const sum = total(counts);
rmSync(reports, { recursive: true, force: true });
const ok = !signalled && sum.failed === 0 && sum.passed > 0;
const mark = signalled ? 'stopped' : ok ? 'ok' : 'FAILED';
say(`  ${mark.padEnd(7)} ${seconds(began)}  in all; whole outputs are in .data/logs/test-*.log`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(signalled ? 130 : ok ? 0 : 1);

function chosenParts() {
  let mistake;
  try {
    const options = { help: { type: 'boolean', short: 'h' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.filter((name) => !parts.includes(name));
    if (unknown.length > 0) mistake = `There is no part called ${unknown.join(', ')}.`;
    else if (!values.help) return positionals;
  } catch (error) {
    mistake = error.message;
  }
  console.log(mistake ? `${mistake}\n\n${help}` : help);
  process.exit(mistake ? 1 : 0);
}

/** A failure here shows again, with its reason, in the part that needs the thing. */
function quiet(promise) {
  return promise.catch(() => null);
}

async function inTurn(tasks) {
  for (const task of tasks) if (!signalled) await task();
}

function check(name, script) {
  return part(name, script, [], (code) => ({
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
  }));
}

function jest(name, script, needs) {
  const report = join(reports, `${name}.json`);
  return part(name, script, ['--', '--json', `--outputFile=${report}`], () => countJest(read(report)), {
    needs,
  });
}

function playwright() {
  const report = join(reports, 'browser.json');
  const env = { E2E_REPORT: report };
  const needs = Promise.all([server, browser]);
  return part('browser', 'test:e2e', [], () => countPlaywright(read(report)), { env, needs });
}

async function part(name, script, args, count, { env, needs } = {}) {
  if (!wanted(name) || signalled) return;
  const log = join(logs, `test-${name}.log`);
  await needs;
  const result = { passed: 0, failed: 1, skipped: 0 };
  try {
    await step(name, async () => {
      const command = ['npm', 'run', '--silent', script, ...args];
      const child = startChild({ name, command, env: { ...process.env, ...env, NO_COLOR: '1' }, log });
      const code = await child.exited;
      if (child.stopping) throw new Stopped(name);
      Object.assign(result, count(code));
      // It can fail without a failed test: a server that did not start, an open handle, no test at all.
      if (result.failed === 0 && (code !== 0 || result.passed === 0)) result.failed = 1;
      if (result.failed > 0) throw new Error(`${result.failed} failed`);
      return `${result.passed} passed${result.skipped ? `, ${result.skipped} skipped` : ''}`;
    });
  } catch (error) {
    if (error instanceof Stopped) return;
    say(`${logTail(log, 120)}\n`);
  }
  counts.push(result);
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return null;
  }
}
