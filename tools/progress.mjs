// Steps with their seconds: one line each when done, and a line that shows what runs meanwhile.
const out = process.stderr;
const running = new Map();
let drawn = false;
let timer;
let lastBeat = performance.now();

/** Runs `work` as a step; what it returns as text is shown beside the step's name. */
export async function step(title, work) {
  const since = performance.now();
  running.set(title, since);
  timer ??= setInterval(draw, out.isTTY ? 200 : 1000);
  timer.unref();
  let mark = 'ok';
  let note;
  try {
    const result = await work();
    if (typeof result === 'string') note = result;
    return result;
  } catch (error) {
    mark = error instanceof Stopped ? 'stopped' : 'FAILED';
    throw error;
  } finally {
    running.delete(title);
    say(`  ${mark.padEnd(7)} ${seconds(since)}  ${title}${note ? `: ${note}` : ''}`);
    if (running.size === 0) timer = void clearInterval(timer);
  }
}

/** Thrown where work ends because the whole is being stopped. */
export class Stopped extends Error {}

export function say(line) {
  clear();
  out.write(`${line}\n`);
  lastBeat = performance.now();
}

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;

function draw() {
  const line = [...running].map(([title, since]) => `${title} (${seconds(since).trim()})`).join(' · ');
  if (out.isTTY) {
    clear();
    out.write(`  ...  ${line}`.slice(0, (out.columns || 80) - 1));
    drawn = true;
  } else if (performance.now() - lastBeat > 10_000) say(`  ...  ${line}`);
}

function clear() {
  if (drawn) out.write('\r\x1b[K');
  drawn = false;
}
