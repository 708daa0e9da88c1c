import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { DomainError, sha256 } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { ZodError } from 'zod';
import type { core } from 'zod';
import { keyShape } from './beginning';
import type { Warning } from './beginning';
import { Onboarding } from './onboarding.service';
import { pathOf } from './refusals';
import type { Take } from './room.service';
import { Wishes, wishShape } from './wishes.service';
import type { MayCopy } from './wishes.service';

/** `valid`: it would be created. `repeated`: it was before, under the same key. */
export type RowOutcome = 'created' | 'repeated' | 'valid' | 'failed';

export interface RowResult {
  /** Counted from `firstLine`. */
  line: number;
  outcome: RowOutcome;
  tenantId: string | null;
  slug: string | null;
  /** The managed host it would get, and what it would take of the pools: of a dry run alone. */
  host: string | null;
  takes: Pick<Take, 'pool' | 'takes' | 'free'>[];
  errors: { field: string | null; code: string; message: string }[];
  warnings: Pick<Warning, 'code' | 'message'>[];
}

export interface BulkOptions {
  dryRun: boolean;
  /** With the row's line it is the key of each row that brings none of its own. */
  idempotencyKey?: string;
  firstLine?: number;
  /** Of which tenants rows may be copies; of all unless it says. */
  mayCopy?: MayCopy;
}

const rowShape = wishShape.extend({ idempotencyKey: keyShape.optional() });

/** What rows of one file would take together: a dry run writes nothing that the next row could see. */
class Seen {
  private readonly slugs = new Set<string>();
  private readonly keys = new Set<string>();
  private readonly taken = new Map<string, number>();

  faultOf(key: string, slug: string | null, chosen: boolean, pools: readonly Take[]) {
    if (this.keys.has(key)) return fault('idempotencyKey', 'key_twice', 'An earlier row has this key.');
    this.keys.add(key);
    if (slug && chosen && this.slugs.has(slug))
      return fault('slug', 'slug_taken', 'An earlier row has this short name.');
    if (slug) this.slugs.add(slug);
    const sums = pools.map((one) => ({ ...one, sum: (this.taken.get(one.pool) ?? 0) + one.takes }));
    const short = sums.find(({ sum, free }) => free !== null && sum > free);
    if (short)
      return fault(
        null,
        'pool_used_up',
        `With the rows before it, it takes more ${short.pool} than the system licence has left.`,
      );
    for (const { pool, sum } of sums) this.taken.set(pool, sum);
    return null;
  }
}

/** With the line it may be longer than keys are kept, or, from a command line, of other letters. */
function keyOfLine(fileKey: string, line: number): string {
  const key = `${fileKey}:${line}`;
  return keyShape.safeParse(key).success ? key : sha256(key).toString('hex');
}

const fault = (field: string | null, code: string, message: string) => ({ field, code, message });

/** Many tenants: each in a transaction and under a key of its own, so that a file can be sent again. */
@Injectable()
export class BulkCreation {
  private readonly logger = new Logger(BulkCreation.name);

  constructor(
    private readonly database: Database,
    private readonly onboarding: Onboarding,
    private readonly wishes: Wishes,
  ) {}

  /** A result for each, in the order given. */
  async create(rows: readonly unknown[], options: BulkOptions, who: Who): Promise<RowResult[]> {
    const run = this.begin(options, who);
    const results: RowResult[] = [];
    for (const row of rows) results.push(await run.next(row));
    await run.end();
    return results;
  }

  /** The same row by row, for a file of any size. */
  begin({ firstLine = 1, ...options }: BulkOptions, who: Who) {
    const { dryRun } = options;
    const seen = new Seen();
    const counts = { created: 0, repeated: 0, valid: 0, failed: 0 };
    let line = firstLine;
    const next = async (row: unknown, at = line): Promise<RowResult> => {
      line = at + 1;
      const result = await this.one(row, at, { ...options, seen }, who);
      counts[result.outcome]++;
      return result;
    };
    const end = async () => {
      const { valid: _, ...after } = counts;
      const entry = { type: 'tenant', action: 'tenants.created_many', after } as const;
      const write = () => who.record({ ...entry, tenantId: null });
      await (dryRun ? this.onboarding.rehearse(write) : this.database.transaction(write));
      return counts;
    };
    return { next, end };
  }

  private async one(
    row: unknown,
    line: number,
    { dryRun, idempotencyKey, mayCopy, seen }: Omit<BulkOptions, 'firstLine'> & { seen: Seen },
    who: Who,
  ): Promise<RowResult> {
    const nothing = { line, tenantId: null, slug: null, host: null, takes: [], errors: [], warnings: [] };
    try {
      const { idempotencyKey: own, ...wished } = rowShape.parse(row);
      const key = own ?? (idempotencyKey && keyOfLine(idempotencyKey, line));
      if (!key)
        return {
          ...{ ...nothing, outcome: 'failed' },
          errors: [fault('idempotencyKey', 'required', 'Give the file a key, or each row one.')],
        };
      const wish = await this.wishes.of(wished, mayCopy);
      if (!dryRun) {
        const { tenantId, slug, repeated } = await this.onboarding.create(key, wish, who);
        return { ...nothing, tenantId, slug, outcome: repeated ? 'repeated' : 'created' };
      }
      const before = await this.onboarding.madeBefore(key, wish, who);
      if (before) return { ...nothing, ...before, outcome: 'repeated' };
      const review = await this.onboarding.tryOut(wish, who);
      const errors = review.errors.map((one) => fault(pathOf(one) ?? null, one.code, one.message));
      const together =
        errors.length === 0 && seen.faultOf(key, review.slug, Boolean(wished.slug), review.pools);
      if (together) errors.push(together);
      const warnings = review.warnings.map(({ code, message }) => ({ code, message }));
      return {
        ...{ ...nothing, slug: review.slug, host: review.host, warnings, errors },
        takes: review.pools.map(({ pool, takes, free }) => ({ pool, takes, free })),
        outcome: errors.length > 0 ? 'failed' : 'valid',
      };
    } catch (error) {
      return { ...nothing, outcome: 'failed', errors: this.errorsIn(error, line) };
    }
  }

  private errorsIn(error: unknown, line: number): RowResult['errors'] {
    if (error instanceof ZodError) return error.issues.flatMap(malformed);
    if (error instanceof DomainError) {
      const { field, code, faults } = error.details;
      if (Array.isArray(faults)) return faults as RowResult['errors'];
      return [fault(field ?? null, code ?? 'refused', error.message)];
    }
    this.logger.error({ err: error, line }, 'a row could not be created');
    return [fault(null, 'internal', 'Something went wrong on our side. Send the file again.')];
  }
}

/** In words of somebody who fills in a table, not of somebody who writes programs. */
function malformed(issue: core.$ZodIssue): RowResult['errors'] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      fault(path ? `${path}.${key}` : key, 'field_unknown', 'There is no such field.'),
    );
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('undefined');
  return isMissing
    ? [fault(path || null, 'required', 'This is required.')]
    : [fault(path || null, 'malformed', issue.message)];
}
