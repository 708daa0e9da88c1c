export const defaultSteps: readonly number[] = [75, 85, 95, 100];

/** A step, in percent, is reached when used × 100 ≥ bound × step, in integers. Nothing to use up: never. */
export const isReached = (step: number, used: number, bound: number): boolean =>
  bound > 0 && used * 100 >= bound * step;

/** Smallest use that reaches the step. */
export const reachedFrom = (step: number, bound: number): number => Math.ceil((bound * step) / 100);

/** Smallest use at which there is something to claim where nothing was claimed yet; null when nothing is bought. */
export const firstReachedFrom = (steps: readonly number[] | null, bound: number): number | null =>
  bound > 0 ? reachedFrom(Math.min(...(steps ?? defaultSteps)), bound) : null;

/** 1 to 10 different integers from 1 to 1000, ascending; null when the list is anything else. */
export function parseSteps(steps: readonly number[]): number[] | null {
  const sorted = [...new Set(steps)].sort((a, b) => a - b);
  const fits = sorted.every((step) => Number.isInteger(step) && step >= 1 && step <= 1_000);
  return fits && sorted.length >= 1 && sorted.length <= 10 && sorted.length === steps.length ? sorted : null;
}
