import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '@tenantry/database';
import { Clock } from '@tenantry/kernel';
import { defaultSteps, isReached, reachedFrom } from './rule';
import { ThresholdClaim, ThresholdStep } from './threshold.entity';

export interface Subject {
  id: string;
  kind: 'contract' | 'capability';
  tenantId: string;
  /** The tenant's own list, or null for the default one. */
  steps: readonly number[] | null;
}

export interface Use {
  used: number;
  bound: number;
  /** Use before it grew; left out where something else changed, such as the bound. */
  before?: number;
}

export interface Evaluation {
  /** Newly reached, ascending. */
  claimed: number[];
  /** Smallest use at which there is something to claim again; null when nothing is left or bought. */
  nextAt: number | null;
}

interface State {
  step: number;
  arming: number;
  claimed: boolean;
}

/**
 * Steps, armings and claims. Each method must run in the transaction that changed the use, with the subject's
 * counter row locked: that lock is what makes a claim happen once.
 */
@Injectable()
export class Thresholds {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Claims every step that is newly reached. */
  async evaluate(subject: Subject, use: Use): Promise<Evaluation> {
    const states = await this.states(subject);
    const reached = states.filter((state) => !state.claimed && isReached(state.step, use.used, use.bound));
    for (const state of reached) state.claimed = true;
    if (reached.length > 0) await this.claim(subject, use, reached);
    return { claimed: reached.map((state) => state.step), nextAt: nextAt(states, use.bound) };
  }

  /** After a refill: arms again exactly those claimed steps that are now above the use. */
  async rearm(subject: Subject, use: Use): Promise<Evaluation> {
    const states = await this.states(subject);
    // With nothing bought no step is reached, and none is above the use either.
    const below = states.filter(
      (state) => state.claimed && use.bound > 0 && !isReached(state.step, use.used, use.bound),
    );
    if (below.length > 0)
      await this.database.manager.update(
        ThresholdStep,
        { subjectId: subject.id, step: In(below.map((state) => state.step)) },
        { arming: () => 'arming + 1', claimed: 0 },
      );
    for (const state of below) state.claimed = false;
    return { claimed: [], nextAt: nextAt(states, use.bound) };
  }

  /** Claims of a subject, oldest first. */
  claimsOf(subjectId: string): Promise<ThresholdClaim[]> {
    return this.database.read.find(ThresholdClaim, {
      where: { subjectId },
      order: { claimedAt: 'ASC', step: 'ASC' },
    });
  }

  /** When each step was last claimed in the arming that is in force; null where it was not. */
  async standing(subject: Subject): Promise<{ step: number; reachedAt: Date | null }[]> {
    const [states, claims] = [await this.states(subject), await this.claimsOf(subject.id)];
    return states.map(({ step, arming }) => ({
      step,
      reachedAt: claims.find((claim) => claim.step === step && claim.arming === arming)?.claimedAt ?? null,
    }));
  }

  private async states(subject: Subject): Promise<State[]> {
    const rows = await this.database.read.findBy(ThresholdStep, { subjectId: subject.id });
    const known = new Map(rows.map((row) => [row.step, row]));
    return [...(subject.steps ?? defaultSteps)]
      .sort((a, b) => a - b)
      .map((step) => ({
        step,
        arming: known.get(step)?.arming ?? 1,
        claimed: known.get(step)?.claimed === 1,
      }));
  }

  private async claim(subject: Subject, use: Use, reached: State[]): Promise<void> {
    const { manager } = this.database;
    const key = { subjectId: subject.id, tenantId: subject.tenantId };
    await manager.insert(
      ThresholdClaim,
      reached.map(({ step, arming }) => ({
        ...key,
        step,
        arming,
        subjectKind: subject.kind,
        // The use that reached the step, however many were counted at once.
        consumed: Math.max(reachedFrom(step, use.bound), use.before ?? use.used),
        purchased: use.bound,
        claimedAt: this.clock.now(),
      })),
    );
    await manager.upsert(
      ThresholdStep,
      reached.map(({ step, arming }) => ({ ...key, step, arming, claimed: 1 })),
      ['subjectId', 'step'],
    );
  }
}

function nextAt(states: State[], bound: number): number | null {
  if (bound <= 0) return null;
  const open = states.filter((state) => !state.claimed).map((state) => reachedFrom(state.step, bound));
  return open.length > 0 ? Math.min(...open) : null;
}
