import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rederive } from './chain';
import type { OpenSession, Started } from './chain';

const at = (startedAt: number, conversationId = `c${String(startedAt).padStart(4, '0')}`): Started => ({
  startedAt,
  conversationId,
  initiatedBy: 'end_user',
});

/** The definition, read aloud: slow and obviously right. */
function oracle(conversations: Started[], duration: number): Started[] {
  const sessions: Started[] = [];
  for (const conversation of [...conversations].sort(inOrder)) {
    const last = sessions.at(-1);
    if (!last || conversation.startedAt >= last.startedAt + duration) sessions.push(conversation);
  }
  return sessions;
}

const inOrder = (a: Started, b: Started) =>
  a.startedAt - b.startedAt || (a.conversationId < b.conversationId ? -1 : 1);

/** A chain in memory that takes batches in any order through `rederive`. */
function chainOf(duration: number) {
  const conversations: Started[] = [];
  let sessions: OpenSession[] = [];
  let nextId = 0;
  return {
    sessions: () => sessions,
    add(batch: Started[]) {
      conversations.push(...batch);
      conversations.sort(inOrder);
      const first = Math.min(...batch.map((one) => one.startedAt));
      const changes = rederive({
        duration,
        before: sessions.filter((one) => one.startedAt < first).at(-1)?.startedAt ?? null,
        sessions: sessions.filter((one) => one.startedAt >= first),
        conversations: conversations.filter((one) => one.startedAt >= first),
        complete: true,
        lastNew: Math.max(...batch.map((one) => one.startedAt)),
      })!;
      for (const { id, first: conversation } of changes.put) {
        const put = { ...conversation, id: id ?? `s${nextId++}` };
        sessions = [...sessions.filter((one) => one.id !== put.id), put].sort(inOrder);
      }
      return changes;
    },
  };
}

describe('rederive', () => {
  it('opens one session for conversations inside one window', () => {
    const chain = chainOf(60);
    chain.add([at(0), at(59), at(30)]);
    expect(chain.sessions().map((one) => one.startedAt)).toEqual([0]);
  });

  it('moves a session earlier, keeping its id, when a late conversation covers its start', () => {
    const chain = chainOf(60);
    chain.add([at(100)]);
    const [{ id }] = chain.sessions() as [OpenSession];
    chain.add([at(50)]);
    expect(chain.sessions()).toEqual([{ ...at(50), id }]);
  });

  it('stops where the new chain meets the old one', () => {
    const chain = chainOf(60);
    chain.add([at(0), at(200), at(400), at(600)]);
    const changes = chain.add([at(100)]);
    expect(changes).toMatchObject({ reachedEnd: false, last: 200, put: [{ id: null }] });
  });

  it('takes the smaller id as the first of two conversations that begin at the same instant', () => {
    const chain = chainOf(60);
    chain.add([at(0, 'b')]);
    chain.add([at(0, 'a')]);
    expect(chain.sessions().map((one) => one.conversationId)).toEqual(['a']);
  });

  it('asks for more when the lists were cut before the chains meet', () => {
    const input = { duration: 60, before: null, sessions: [], conversations: [at(0)], lastNew: 0 };
    expect(rederive({ ...input, complete: false })).toBeNull();
  });

  it('agrees with the definition for every order and batching; never takes a session away, never moves one later', () => {
    const conversation = fc.record({
      startedAt: fc.integer({ min: 0, max: 400 }),
      conversationId: fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom(...'abcdef') }),
      initiatedBy: fc.constantFrom('end_user', 'agent'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(conversation, { selector: (one) => one.conversationId, minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 7 }),
        (conversations, duration, size) => {
          const chain = chainOf(duration);
          for (let start = 0; start < conversations.length; start += size) {
            const old = chain.sessions();
            chain.add(conversations.slice(start, start + size));
            const now = new Map(chain.sessions().map((one) => [one.id, one.startedAt]));
            for (const one of old) expect(now.get(one.id)).toBeLessThanOrEqual(one.startedAt);
          }
          expect(chain.sessions().map(({ id: _, ...one }) => one)).toEqual(oracle(conversations, duration));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
