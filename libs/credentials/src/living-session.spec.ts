import { describe, expect, it } from '@jest/globals';
import { idToBytes, newId } from '@tenantry/kernel';
import { LivingSessions } from './living-session';
import type { LivingRow } from './living-row';

/** A database that answers when told to. */
function slow() {
  const asked: { ids: Buffer[]; answer: (rows: LivingRow[]) => void; fail: (error: Error) => void }[] = [];
  const checks = new LivingSessions(
    (_, [ids]) => new Promise((answer, fail) => void asked.push({ ids: ids as Buffer[], answer, fail })),
    () => [],
  );
  return { asked, checks };
}
const rowOf = (id: string) => ({ id: idToBytes(id) }) as LivingRow;

describe('checks of sessions', () => {
  it('that come while others are under way go together, in a statement that begins after they came', async () => {
    const { asked, checks } = slow();
    const [a, b] = [newId(), newId()];
    const first = [checks.find(a), checks.find(a)];
    const later = [checks.find(a), checks.find(b), checks.find(b)];
    expect(asked.map(({ ids }) => ids.length)).toEqual([1, 1]);
    asked[0]!.answer([rowOf(a)]);
    expect(await first[0]).toMatchObject({ id: idToBytes(a) });
    expect(asked.map(({ ids }) => ids.length)).toEqual([1, 1, 2]);
    // The session ended between: who came later is told so, whatever the earlier statements say.
    asked[1]!.answer([rowOf(a)]);
    asked[2]!.answer([rowOf(b)]);
    expect(await Promise.all(later)).toEqual([undefined, rowOf(b), rowOf(b)]);
  });

  it('that fail do so for all who waited for them, and the next begin anew', async () => {
    const { asked, checks } = slow();
    const failing = checks.find(newId());
    asked[0]!.fail(new Error('connection lost'));
    await expect(failing).rejects.toThrow('connection lost');
    const next = checks.find(newId());
    asked[1]!.answer([]);
    expect(await next).toBeUndefined();
  });
});
