// Runs the command given on the command line with something started for it, and stops that afterwards.
import { killAll, startChild, stopAll } from './child.mjs';
import { Stopped } from './progress.mjs';

/** `prepare` starts what is needed and gives the environment that tells the command of it. */
export async function runWith(prepare, cleanUp = async () => {}) {
  let signalled = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signalled) killAll();
      else void stopAll();
      signalled = true;
    });
  let code = 1;
  try {
    const env = { ...process.env, ...(await prepare()) };
    const [, , ...command] = process.argv;
    code = await startChild({ name: command.join(' '), command, env }).exited;
  } catch (error) {
    if (!(error instanceof Stopped)) console.error(`\n${error.message}`);
  }
  await stopAll();
  await cleanUp().catch((error) => console.error(error.message));
  process.exit(signalled ? 130 : code);
}
