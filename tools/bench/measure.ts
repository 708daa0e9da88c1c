/** One way of doing the work: sets up, then is timed over `rows` rows. */
export interface Contender {
  name: string;
  rows: number;
  prepare(): Promise<() => Promise<void>>;
}

export interface Figure {
  name: string;
  /** Rows a second, one for each round. */
  rates: number[];
}

/** Runs the contenders in turn, round after round, so that a machine that slows down slows all of them. */
export async function alternate(contenders: Contender[], rounds: number): Promise<Map<string, Figure>> {
  const figures = new Map<string, Figure>(contenders.map(({ name }) => [name, { name, rates: [] }]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, rows, prepare } of contenders) {
      const run = await prepare();
      const begin = performance.now();
      await run();
      const seconds = (performance.now() - begin) / 1_000;
      // The first round warms up code, buffers and files.
      if (round > 0) figures.get(name)!.rates.push(rows / seconds);
    }
    process.stderr.write(round === 0 ? 'warmed up ' : '.');
  }
  process.stderr.write('\n');
  return figures;
}

export const median = (numbers: number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Median of the ratios of the same round. */
export function ratio(figures: Map<string, Figure>, name: string, baseline: string): number {
  const [over, under] = [figures.get(name)!.rates, figures.get(baseline)!.rates];
  return median(over.map((rate, round) => rate / under[round]!));
}

export function printRates(figures: Map<string, Figure>, unit = 'rows'): void {
  for (const { name, rates } of figures.values()) {
    const [low, high] = [Math.min(...rates), Math.max(...rates)];
    console.log(
      `${name.padEnd(44)} ${whole(median(rates)).padStart(9)} ${unit}/s  (${whole(low)} to ${whole(high)})`,
    );
  }
}

const whole = (n: number) => Math.round(n).toLocaleString('en');

/** How long another process goes on answering from before a change, from its commit on. */
export async function staleness(
  what: string,
  changes: number,
  change: (number: number) => Promise<void>,
  heard: (number: number) => Promise<boolean>,
) {
  const waits: number[] = [];
  for (let number = 0; number < changes; number++) {
    await change(number);
    const committed = performance.now();
    while (!(await heard(number)));
    waits.push(performance.now() - committed);
  }
  console.log(
    `another process knew of a ${what} after ${median(waits).toFixed(0)} ms, at worst ` +
      `${Math.max(...waits).toFixed(0)} ms of ${waits.length} (goal 500)`,
  );
}
