import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { chunks, compare, sqlId, sqlInstant, sqlText } from '@tenantry/bulk';
import { MINUTE } from '@tenantry/kernel';
import { Person } from './conversation.entity';
import type { Candidate } from './recording';

/** A detail and the start of the newest conversation that named it. */
type Detail = { value: string; at: number } | null;

interface Known {
  tenantId: string;
  personId: string;
  reference: string;
  name: Detail;
  email: Detail;
  role: Detail;
  /** How many people of the tenant had been erased when this was said. */
  peopleErased: number;
}

const fields = ['name', 'email', 'role'] as const;
const KEPT = 10 * MINUTE;
const KEPT_AT_MOST = 100_000;

/**
 * What this process wrote of people lately, so that a regular's row is not written each time. Whatever
 * another process wrote meanwhile is put right when the memory of the person ends. After somebody of a tenant was
 * erased, whatever is known of its people from before is forgotten.
 */
export class PeopleMemory {
  private readonly kept = new Map<string, { known: Known; until: number }>();

  /** The newest details of each person met, in key order; `changed` are those to be written. */
  newest(fresh: Candidate[], now = performance.now()): { met: Known[]; changed: Known[] } {
    const met = new Map<string, Known>();
    for (const candidate of fresh) {
      if (candidate.personId === null) continue;
      const known = met.get(candidate.personId) ?? this.of(candidate, now);
      met.set(candidate.personId, known ? merged(known, detailsOf(candidate)) : detailsOf(candidate));
    }
    const sorted = [...met.values()].sort(
      (a, b) => compare(a.tenantId, b.tenantId) || compare(a.personId, b.personId),
    );
    return { met: sorted, changed: sorted.filter((known) => !this.says(known, now)) };
  }

  /** After commit. */
  remember({ met, changed }: { met: Known[]; changed: Known[] }, now = performance.now()): void {
    if (this.kept.size > KEPT_AT_MOST) this.kept.clear();
    for (const known of met) {
      const entry = this.kept.get(known.personId);
      if (entry) entry.known = known;
    }
    for (const known of changed) {
      this.kept.delete(known.personId);
      this.kept.set(known.personId, { known, until: now + KEPT });
    }
    // They stand in the order of their end.
    for (const [personId, { until }] of this.kept) {
      if (until > now) break;
      this.kept.delete(personId);
    }
  }

  private of(
    { personId, tenantId, peopleErased }: Pick<Candidate, 'personId' | 'tenantId' | 'peopleErased'>,
    now: number,
  ): Known | undefined {
    const entry = this.kept.get(personId!);
    if (entry && entry.known.peopleErased !== peopleErased) this.forgetAll(tenantId, peopleErased);
    else if (entry && entry.until > now) return entry.known;
    return undefined;
  }

  private forgetAll(tenantId: string, peopleErased: number): void {
    for (const [personId, { known }] of this.kept)
      if (known.tenantId === tenantId && known.peopleErased < peopleErased) this.kept.delete(personId);
  }

  private says(known: Known, now: number): boolean {
    const before = this.of(known, now);
    return before !== undefined && fields.every((field) => before[field]?.value === known[field]?.value);
  }
}

function detailsOf({ tenantId, personId, peopleErased, report: { user, startedAt } }: Candidate): Known {
  const detail = (value: string | null): Detail => (value === null ? null : { value, at: startedAt });
  const { reference, name, email, role } = user!;
  return {
    tenantId,
    personId: personId!,
    reference,
    name: detail(name),
    email: detail(email),
    role: detail(role),
    peopleErased,
  };
}

const merged = (one: Known, other: Known): Known => ({
  ...one,
  name: newer(one.name, other.name),
  email: newer(one.email, other.email),
  role: newer(one.role, other.role),
});

/** Of two that were named at the same instant the greater text, so that the order of arrival never matters. */
function newer(one: Detail, other: Detail): Detail {
  if (!one || !other) return one ?? other;
  return (one.at - other.at || compare(one.value, other.value)) >= 0 ? one : other;
}

/** Each detail by itself: the conversation that began last wins, one that leaves it out says nothing. */
const kept = (field: string) =>
  `${field} = IF(${field}_at IS NULL OR VALUES(${field}_at) > ${field}_at
       OR (VALUES(${field}_at) = ${field}_at AND VALUES(${field}) > ${field}), VALUES(${field}), ${field}),
   ${field}_at = GREATEST(COALESCE(${field}_at, VALUES(${field}_at)), COALESCE(VALUES(${field}_at), ${field}_at))`;

const detailSql = (detail: Detail) =>
  detail ? `${sqlText(detail.value)},${sqlInstant(detail.at)}` : 'NULL,NULL';

export async function upsertPeople(manager: EntityManager, people: Known[]): Promise<void> {
  for (const rows of chunks(people)) {
    const values = rows.map(
      ({ tenantId, personId, reference, name, email, role }) =>
        `(${sqlId(tenantId)},${sqlId(personId)},${sqlText(reference)},` +
        `${detailSql(name)},${detailSql(email)},${detailSql(role)})`,
    );
    await manager.query(
      `INSERT INTO people (tenant_id, id, reference, name, name_at, email, email_at, role, role_at)
       VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE ${fields.map(kept).join(', ')}, reference = VALUES(reference)`,
    );
  }
}

export interface PersonView {
  id: string;
  /** Null once the person was erased; so is all else. */
  reference: string | null;
  name: string | null;
  email: string | null;
  role: string | null;
}

/** Details by id; ids that are null or unknown are left out. */
export async function peopleOf(
  manager: EntityManager,
  tenantId: string,
  ids: (string | null)[],
): Promise<Map<string, PersonView>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const people = await manager.findBy(Person, { tenantId, id: In(wanted) });
  return new Map(
    people.map(({ id, reference, name, email, role }) => [id, { id, reference, name, email, role }]),
  );
}
