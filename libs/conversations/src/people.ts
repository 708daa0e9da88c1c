import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Person } from './conversation.entity';
import type { Candidate } from './recording';
import { chunks, compare, sqlId, sqlInstant, sqlText } from './sql';

/** Details of people that this process wrote lately, so that a regular's row is not written each time. */
export class PeopleMemory {
  private readonly known = new Map<string, string>();

  isKnown(candidate: Candidate): boolean {
    return this.known.get(candidate.personId!) === detailsOf(candidate);
  }

  remember(candidates: Candidate[]): void {
    if (this.known.size > 100_000) this.known.clear();
    for (const candidate of candidates) this.known.set(candidate.personId!, detailsOf(candidate));
  }
}

const detailsOf = ({ report: { user } }: Candidate) => `${user?.name}\n${user?.email}\n${user?.role}`;

/** The newest details of each person that changed, to be written by `upsertPeople`. */
export function changedPeople(fresh: Candidate[], memory: PeopleMemory): Candidate[] {
  const newest = new Map<string, Candidate>();
  for (const candidate of fresh) {
    if (candidate.personId === null || memory.isKnown(candidate)) continue;
    const other = newest.get(candidate.personId);
    if (!other || other.report.startedAt <= candidate.report.startedAt)
      newest.set(candidate.personId, candidate);
  }
  return [...newest.values()].sort(
    (a, b) => compare(a.tenantId, b.tenantId) || compare(a.personId!, b.personId!),
  );
}

/** Later conversations win; a detail that they leave out keeps its older value. */
export async function upsertPeople(manager: EntityManager, people: Candidate[]): Promise<void> {
  const kept = (column: string) =>
    `${column} = IF(VALUES(seen_at) >= seen_at, COALESCE(VALUES(${column}), ${column}), COALESCE(${column}, VALUES(${column})))`;
  for (const rows of chunks(people)) {
    const values = rows.map(({ tenantId, personId, report }) => {
      const { reference, name, email, role } = report.user!;
      return (
        `(${sqlId(tenantId)},${sqlId(personId)},${sqlText(reference)},${sqlText(name)},` +
        `${sqlText(email)},${sqlText(role)},${sqlInstant(report.startedAt)})`
      );
    });
    await manager.query(
      `INSERT INTO people (tenant_id, id, reference, name, email, role, seen_at) VALUES ${values.join(',')}
       ON DUPLICATE KEY UPDATE ${['name', 'email', 'role'].map(kept).join(', ')},
         reference = VALUES(reference), seen_at = GREATEST(seen_at, VALUES(seen_at))`,
    );
  }
}

export interface PersonView {
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
    people.map(({ id, reference, name, email, role }) => [id, { reference, name, email, role }]),
  );
}
