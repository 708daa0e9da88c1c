import { newId } from '@tenantry/kernel';
import { z } from 'zod';
import type { Caller } from './callers';
import { Builder, slotsOf, Ungeneratable } from './inputs';
import type { Schema, Slot } from './inputs';
import { around, masked, outcomeOf, show, uuid } from './outcome';
import type { Outcome } from './outcome';
import type { Tenant } from './tenant';
import { bearers, candidates, hintsOf, perTenant, tenantNames, twinOf, writesByDesign } from './values';
import type { World } from './world';

export interface Procedure {
  path: string;
  type: string;
  inputs: Schema[];
}

type Given = ReadonlyMap<string, string>;

/** Every procedure called by every stranger; each sentence it gives is a breach. */
export class Matrix {
  readonly breaches: string[] = [];
  /** Procedures that somebody could call with what is their own: for the others the matrix shows nothing. */
  readonly reached = new Set<string>();
  /** Those that did what they are for. */
  readonly succeeded = new Set<string>();
  calls = 0;
  private readonly victimIds: Set<string>;
  private victimRows = '';

  constructor(
    private readonly world: World,
    private readonly victim: Tenant,
    private readonly invoke: (caller: Caller, path: string, input: unknown) => Promise<unknown>,
  ) {
    this.victimIds = new Set([...victim.ids.values()].flat());
  }

  async run(procedure: Procedure, callers: Caller[]): Promise<void> {
    try {
      this.victimRows ||= await this.world.rows.dump(this.victimIds);
      for (const caller of callers) await this.between(procedure, caller);
    } catch (error) {
      if (!(error instanceof Ungeneratable)) throw error;
      this.breaches.push(`${procedure.path} cannot be called: ${error.message}`);
    }
  }

  private async between(procedure: Procedure, caller: Caller): Promise<void> {
    const before = await this.world.rows.sums();
    const plain = await this.plain(procedure, caller);
    const foreign = await this.foreign(procedure, caller, shut.has(plain.kind));
    const after = await this.world.rows.sums();
    if (after === before) return;
    if (plain.kind !== 'done' && !foreign) this.blame(procedure, caller, 'was refused and changed something');
    const rows = await this.world.rows.dump(this.victimIds);
    if (rows !== this.victimRows && !writesByDesign.has(procedure.path))
      this.blame(procedure, caller, 'changed rows of the other tenant');
    this.victimRows = rows;
  }

  /** With nothing foreign: what is answered holds nothing of the other tenant. */
  private async plain(procedure: Procedure, caller: Caller): Promise<Outcome> {
    const [schema] = procedure.inputs;
    const slots = schema ? slotsOf(schema, hintsOf(procedure.path, caller)) : [];
    const rounds = Math.max(1, ...slots.map((slot) => candidates(caller.home, slot).length));
    for (let round = 0; ; round++) {
      const input = schema && this.input(procedure, caller, new Map(), round);
      const outcome = await this.call(procedure, caller, input);
      this.check(procedure, caller, outcome, input, '');
      if (outcome.kind === 'done') this.succeeded.add(procedure.path);
      if (['done', 'conflict', 'limit'].includes(outcome.kind)) this.reached.add(procedure.path);
      if (!['not_found', 'malformed'].includes(outcome.kind) || round + 1 >= rounds) return outcome;
    }
  }

  /** With something foreign at each place, and at all. True when it may have changed something. */
  private async foreign(procedure: Procedure, caller: Caller, isShut: boolean): Promise<boolean> {
    let done = false;
    const [schema] = procedure.inputs;
    if (!schema) return done;
    const all = slotsOf(schema, hintsOf(procedure.path, caller));
    const wide = !isAboutOneTenant(procedure, caller);
    const slots = all.filter(
      ({ name }) =>
        !(caller.operator && (tenantNames.has(name) || (name === 'cursor' && wide))) &&
        !(caller.shared && bearers.has(name)),
    );
    const tries = slots.flatMap((slot) =>
      this.tries(slot, isShut, procedure, caller).flatMap((value) => [
        new Map([[slot.path, value]]),
        ...(/\.0$/.test(slot.path) ? [new Map([[slot.path.replace(/0$/, '1'), value]])] : []),
      ]),
    );
    if (slots.length > 1)
      tries.push(new Map(slots.map((slot) => [slot.path, this.fitting(procedure, caller, slot)])));
    const filled = new Set<string>();
    for (const given of tries) {
      const input = this.input(procedure, caller, given);
      if (!accepts(schema, input)) continue;
      for (const path of given.keys()) filled.add(path);
      const unknown = new Map([...given].map(([path, value]) => [path, twinOf(value)]));
      const twin = this.input(procedure, caller, unknown);
      const answer = await this.call(procedure, caller, input);
      const other = await this.call(procedure, caller, twin);
      done ||= answer.kind === 'done' || other.kind === 'done';
      const where = [...given.keys()].join(', ');
      this.check(procedure, caller, answer, input, where);
      const makes = procedure.type === 'mutation';
      if (masked(answer, given.values(), makes) !== masked(other, unknown.values(), makes))
        this.blame(
          procedure,
          caller,
          `tells a foreign ${where} from an unknown one: ${show(answer)} and ${show(other)}`,
        );
    }
    for (const { path } of slots)
      if (!filled.has(path)) throw new Ungeneratable(`${path}: nothing of another tenant's fits in there`);
    return done;
  }

  private input({ path, inputs }: Procedure, caller: Caller, given: Given, round = 0): unknown {
    const own = (slot: Slot, fits: (value: unknown) => boolean) => {
      const fitting = perTenant.has(slot.name) ? [] : candidates(caller.home, slot).filter(fits);
      return fitting[round % Math.max(1, fitting.length)];
    };
    return new Builder(hintsOf(path, caller), own, given).build(inputs[0]!);
  }

  /** Whoever is not let in at all needs no second look. */
  private tries(slot: Slot, isShut: boolean, procedure: Procedure, caller: Caller): string[] {
    return isShut ? [this.fitting(procedure, caller, slot)] : candidates(this.victim, slot);
  }

  private fitting(procedure: Procedure, caller: Caller, slot: Slot): string {
    const values = candidates(this.victim, slot);
    const fits = (value: string) =>
      accepts(procedure.inputs[0]!, this.input(procedure, caller, new Map([[slot.path, value]])));
    return values.find(fits) ?? newId();
  }

  private async call({ path }: Procedure, caller: Caller, input: unknown): Promise<Outcome> {
    this.calls++;
    const outcome = await outcomeOf(() => this.invoke(caller, path, input));
    if (outcome.kind !== 'too_many') return outcome;
    await this.world.forgetAttempts();
    return outcomeOf(() => this.invoke(caller, path, input));
  }

  private check(procedure: Procedure, caller: Caller, outcome: Outcome, input: unknown, where: string): void {
    if (outcome.kind === 'bug') this.blame(procedure, caller, `breaks on ${where}: ${outcome.said}`);
    if (caller.operator && !isAboutOneTenant(procedure, caller)) return;
    const sent = JSON.stringify(input ?? null);
    const told = [
      this.victim.marker,
      ...(outcome.said.match(uuid) ?? []).filter((id) => this.victimIds.has(id)),
    ];
    for (const word of told)
      if (outcome.said.includes(word) && !sent.includes(word))
        this.blame(procedure, caller, `tells ${word} of the other tenant: ${around(outcome, word)}`);
  }

  private blame({ path }: Procedure, { name }: Caller, what: string): void {
    this.breaches.push(`${path} called by ${name} ${what}`);
  }
}

/** Refused for what one is, whatever is named. */
const shut = new Set(['unauthenticated', 'forbidden']);

const accepts = (schema: Schema, input: unknown) => z.safeParse(schema, input).success;

/** What operators see of the whole platform, they see of every tenant. */
const isAboutOneTenant = ({ path, inputs: [schema] }: Procedure, caller: Caller) =>
  schema !== undefined && slotsOf(schema, hintsOf(path, caller)).some((slot) => slot.path === 'tenantId');
