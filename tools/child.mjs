// Child processes that never outlive this one, with their output in a log file.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './env.mjs';
import { Stopped } from './progress.mjs';

const leash = join(root, 'tools/leash');
const alive = new Set();
let stopping = false;

/**
 * Starts a command on a leash. `exited` resolves with its exit code; `stop()` asks it to end and waits,
 * `kill()` does not ask. Without a log the output goes to this process's own. What `mustFinish` is off the
 * leash: stopping waits for it.
 */
export function startChild({ name, command, env = process.env, cwd = root, log, removeAfter, mustFinish }) {
  if (stopping) throw new Stopped(name);
  const output = log ? openLog(log) : 'inherit';
  const [program, ...args] = mustFinish
    ? command
    : [leash, ...(removeAfter ? ['--rm', removeAfter] : []), ...command];
  // A session of its own, so that Ctrl-C in the terminal reaches only us and we choose the order of stopping.
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', output, output], detached: true });
  if (log) closeSync(output);
  child.stdin.on('error', () => {});
  const running = { name, log, stopping: false, exitCode: null, pid: child.pid };
  running.exited = new Promise((resolve) => {
    const end = (code) => {
      alive.delete(running);
      resolve((running.exitCode = code));
    };
    child.once('error', () => end(127));
    child.once('exit', (code) => end(code ?? 1));
  });
  alive.add(running);
  const tell = (word) => {
    running.stopping = true;
    if (!mustFinish) child.stdin.write(`${word}\n`);
    return running.exited;
  };
  running.kill = () => tell('kill');
  running.stop = () => {
    const patience = setTimeout(running.kill, 30_000);
    return tell('stop').finally(() => clearTimeout(patience));
  };
  return running;
}

/** Ends everything that runs, the latest first, and lets nothing start any more. */
export async function stopAll() {
  stopping = true;
  for (const child of [...alive].reverse()) await child.stop();
}

export function killAll() {
  for (const child of alive) child.kill();
}

/** Runs a command to its end; a failure throws with the last lines it wrote. */
export async function run({ log, ...what }) {
  const { name } = what;
  const child = startChild({ log, ...what });
  const code = await child.exited;
  if (child.stopping) throw new Stopped(name);
  if (code !== 0) throw new Error(`${name} failed (exit code ${code}).\n${logTail(log, 40)}`);
  return readFileSync(log, 'utf8');
}

export function logTail(log, lines = 25) {
  if (!existsSync(log)) return '';
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** A new file for each run; the run before it stays readable beside. */
function openLog(file) {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
}
