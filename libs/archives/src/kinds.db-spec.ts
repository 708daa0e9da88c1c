import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { idToBytes, newId } from '@tenantry/kernel';
import { kinds, leftOut } from './kinds';
import { Snapshot } from './snapshot';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await scratchSchema();
});
afterAll(() => scratch?.drop());

it('every table with rows of a tenant is in the archive, or it is said why not', async () => {
  const rows = await scratch.database.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND column_name = 'tenant_id'`,
  );
  const said = [...kinds.flatMap(({ tables }) => tables), ...Object.keys(leftOut)];
  expect(rows.map(({ name }) => name).filter((name) => !said.includes(name))).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
  expect(said.filter((name) => name !== 'tenants' && !rows.some((row) => row.name === name))).toEqual([]);
});

it('what takes several reads has each line once, in the order of its key, also where parts of keys are the same', async () => {
  const tenantId = newId();
  const [tenant, other] = [tenantId, newId()].map(idToBytes);
  // Five agents join each conversation, at two moments.
  const join = (n: number) => [`c${n % 901}`, new Date(Date.UTC(2026, 0, 1) + (n % 2)), `agent ${n % 5}`];
  const rows = Array.from({ length: 9_000 }, (_, n) => join(n));
  await scratch.database.source.query('INSERT IGNORE INTO conversation_joins VALUES ?', [
    [...rows.map((row) => [tenant, ...row]), ...rows.slice(0, 10).map((row) => [other, ...row])],
  ]);
  const kind = kinds.find(({ name }) => name === 'joins')!;
  const lines: string[] = [];
  let reads = 0;
  await Snapshot.of(scratch.database, tenantId, async (snapshot) => {
    for await (const { bytes, count } of snapshot.lines(kind)) {
      const more = bytes.toString().split('\n').slice(0, -1);
      expect(more).toHaveLength(count);
      lines.push(...more);
      reads++;
    }
    expect(await snapshot.count(kind)).toBe(lines.length);
  });
  const joins = lines.map((line) => JSON.parse(line) as Record<string, string>);
  const keys = joins.map(
    ({ conversationId, joinedAt, agentName }) => `${conversationId} ${joinedAt} ${agentName}`,
  );
  expect(reads).toBeGreaterThan(1);
  expect(keys).toEqual([...new Set(keys)].sort());
  expect(keys).toHaveLength(new Set(rows.map((row) => JSON.stringify(row))).size);
});

it('all lines show one moment, however long the reading takes', async () => {
  const tenantId = newId();
  const add = (name: string) =>
    scratch.database.source.query('INSERT INTO people (tenant_id, id, name) VALUES (?, ?, ?)', [
      idToBytes(tenantId),
      idToBytes(newId()),
      name,
    ]);
  await add('before');
  const kind = kinds.find(({ name }) => name === 'people')!;
  const read = await Snapshot.of(scratch.database, tenantId, async (snapshot) => {
    await add('meanwhile');
    const found: string[] = [];
    for await (const { bytes } of snapshot.lines(kind)) found.push(bytes.toString());
    return found.join('');
  });
  expect(read).toContain('before');
  expect(read).not.toContain('meanwhile');
});
