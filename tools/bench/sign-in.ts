import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { verify } from '@node-rs/argon2';
import { ApiProcess, inTurns, password } from './api-process';
import { alternate, printRates, ratio } from './measure';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '5' },
    waiting: { type: 'string', default: '300' },
  },
});
const count = Number(options.count);
const waiting = Number(options.waiting);
const api = await ApiProcess.start(Math.max(64, waiting));
const loginOf = (index: number) => api.logins[index % api.logins.length]!;

const BARE = 'bare argon2id verification';
const SIGN_IN = 'sign-in over HTTP, 16 callers';
const figures = await alternate(
  [
    {
      name: BARE,
      rows: count,
      prepare: async () => () =>
        inTurns(count, Math.min(availableParallelism(), 4), () => verify(api.passwordHash, password)),
    },
    {
      name: SIGN_IN,
      rows: count,
      prepare: async () => () => inTurns(count, 16, (index) => api.signIn(loginOf(index))),
    },
  ],
  Number(options.rounds),
);
printRates(figures, 'sign-ins');
console.log(`\n${SIGN_IN}: ${ratio(figures, SIGN_IN, BARE).toFixed(2)} of bare verification (goal 0.9)`);

/** How long `/health/live` takes, asked again and again until `until` settles. */
async function liveness(until: Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let over = false;
  void until.finally(() => (over = true));
  while (!over) {
    const begin = performance.now();
    await api.get('/health/live');
    times.push(performance.now() - begin);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times.sort((a, b) => a - b);
}
const idle = await liveness(new Promise((resolve) => setTimeout(resolve, 2_000)));
const busy = await liveness(Promise.all(Array.from({ length: waiting }, (_, n) => api.signIn(loginOf(n)))));
const show = (times: number[]) =>
  [0.5, 0.99, 1]
    .map((share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1))
    .join(' / ');
console.log(`/health/live, median / p99 / worst of ${idle.length} when idle: ${show(idle)} ms`);
console.log(
  `/health/live, median / p99 / worst of ${busy.length} while ${waiting} sign-ins wait: ${show(busy)} ms (goal p99 < 50)`,
);
await api.stop();
