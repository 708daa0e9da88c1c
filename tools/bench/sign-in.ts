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
const signIns = (callers: number) => `sign-in over HTTP, ${callers} callers`;
const figures = await alternate(
  [
    {
      name: BARE,
      rows: count,
      prepare: async () => () =>
        inTurns(count, Math.min(availableParallelism(), 4), () => verify(api.passwordHash, password)),
    },
    ...[16, 64].map((callers) => ({
      name: signIns(callers),
      rows: count,
      prepare: async () => () => inTurns(count, callers, (index) => api.signIn(loginOf(index))),
    })),
  ],
  Number(options.rounds),
);
printRates(figures, 'sign-ins');
console.log();
for (const callers of [16, 64])
  console.log(
    `${signIns(callers)}: ${ratio(figures, signIns(callers), BARE).toFixed(2)} of bare verification (goal 0.9)`,
  );

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
