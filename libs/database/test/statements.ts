import type { Database } from '../src';

/** Calls `seen` for each statement that is sent from here on. */
export function watchStatements({ source }: Database, seen: () => void): void {
  const createQueryRunner = source.createQueryRunner.bind(source);
  source.createQueryRunner = (mode) => {
    const runner = createQueryRunner(mode);
    const query = runner.query.bind(runner) as (...call: unknown[]) => Promise<never>;
    runner.query = (...call: unknown[]) => {
      seen();
      return query(...call);
    };
    return runner;
  };
}
