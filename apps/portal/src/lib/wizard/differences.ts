import { m } from '#messages';
import type { DraftValues } from './draft';
import { factsOf } from './facts';
import type { FilledStep } from './steps';

/** Where what another tab saved and what stands here are not the same. */
export type Difference = { key: string; label: string; theirs: string; mine: string };

/** Somebody saved the same draft elsewhere meanwhile. */
export type Overtaken = { version: number; updatedAt: string; differences: Difference[] };

export function differencesOf(step: FilledStep, theirs: DraftValues, mine: DraftValues): Difference[] {
  // what is left at its default is not listed among the changes of the two long steps
  const absent = step === 'permissions' || step === 'capabilities' ? m.wizard_default() : '';
  const there = new Map(factsOf(step, theirs).map((fact) => [fact.key, fact]));
  const here = new Map(factsOf(step, mine).map((fact) => [fact.key, fact]));
  return [...new Set([...there.keys(), ...here.keys()])]
    .map((key) => ({
      key,
      label: (there.get(key) ?? here.get(key))!.label,
      theirs: there.get(key)?.text ?? absent,
      mine: here.get(key)?.text ?? absent,
    }))
    .filter(({ theirs, mine }) => theirs !== mine);
}
