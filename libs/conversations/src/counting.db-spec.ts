import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MINUTE, newId } from '@tenantry/kernel';
import { consumed, oracle, stored } from '../test/oracle';
import type { ContractFact } from '../test/oracle';
import type { ConversationReport, Outcome } from './report';
import { addTenant, service, testbed } from '../test/testbed';
import type { Service, Testbed } from '../test/testbed';

const ZERO = Date.parse('2026-03-01T00:00:00.000Z');
const instant = (minute: number) => new Date(ZERO + minute * MINUTE).toISOString();

interface Contract {
  start: number;
  end: number | null;
  duration: number;
}

const factOf = ({ start, end, duration }: Contract): ContractFact => ({
  startsAt: ZERO + start * MINUTE,
  endsAt: end === null ? null : ZERO + end * MINUTE,
  minutes: duration,
});

let bed: Testbed;
let others: Service[];

beforeAll(async () => {
  bed = await testbed();
  others = [await service(bed.url), await service(bed.url)];
});
afterAll(async () => {
  for (const other of others ?? []) await other.close();
  await bed?.close();
});

const openContract = (tenantId: string, { start, end, duration }: Contract, on: Service = bed) =>
  on.opening.open(
    tenantId,
    {
      type: 'session',
      sessionMinutes: duration,
      startsAt: new Date(instant(start)),
      endsAt: end === null ? null : new Date(instant(end)),
    },
    on.who,
  );

const conversation = fc.record({
  minute: fc.integer({ min: 0, max: 600 }),
  user: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 8 }),
  channel: fc.constantFrom('chat', 'voice'),
});
const history = fc.record({
  conversations: fc.array(conversation, { minLength: 1, maxLength: 60 }),
  contracts: fc.constantFrom<Contract[]>(
    [{ start: 0, end: null, duration: 60 }],
    [{ start: 100, end: 400, duration: 45 }],
    [
      { start: 0, end: 250, duration: 30 },
      { start: 250, end: 500, duration: 90 },
    ],
  ),
  /** Contracts made before the first report, or when half of them are in. */
  late: fc.boolean(),
  batch: fc.integer({ min: 1, max: 20 }),
  repeats: fc.array(fc.nat(), { maxLength: 20 }),
  parallel: fc.integer({ min: 1, max: 6 }),
});

describe('counting sessions', () => {
  it('agrees with the slow definition over orders, repeats, contract ends, processes and late contracts', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ conversations, contracts, late, batch, repeats, parallel }) => {
        const tenant = await addTenant(bed, `p-${newId()}`);
        const reports = conversations.map(({ minute, user, channel }, index): ConversationReport => ({
          tenant: tenant.slug,
          id: `c-${String((index * 7919) % 1_000).padStart(3, '0')}-${index}`,
          channel,
          user: user ? { reference: `user-${user}` } : null,
          initiatedBy: minute % 3 ? 'end_user' : 'agent',
          party: 'bot',
          startedAt: instant(minute),
        }));
        const sent = [...reports, ...repeats.map((pick) => reports[pick % reports.length]!)];
        const batches: ConversationReport[][] = [];
        for (let start = 0; start < sent.length; start += batch)
          batches.push(sent.slice(start, start + batch));
        const processes = [bed, ...others];
        if (!late) for (const contract of contracts) await openContract(tenant.id, contract);
        const outcomes: Outcome[] = [];
        const opening = late ? batches.length >> 1 : -1;
        for (let next = 0; next < batches.length; next += parallel) {
          const work: Promise<unknown>[] = batches
            .slice(next, next + parallel)
            .map(async (part, index) =>
              outcomes.push(...(await processes[index % processes.length]!.report(part))),
            );
          if (next <= opening && opening < next + parallel)
            for (const contract of contracts) work.push(openContract(tenant.id, contract, others[0]));
          await Promise.all(work);
        }
        const facts = oracle(tenant.id, reports, contracts.map(factOf));
        expect(await stored(bed.database, tenant.id)).toEqual(facts);
        expect(await consumed(bed.database, tenant.id)).toBe(facts.length);
        expect(outcomes.filter((one) => one.outcome === 'recorded')).toHaveLength(reports.length);
        expect(outcomes.filter((one) => one.outcome === 'repeat')).toHaveLength(repeats.length);
      }),
      { numRuns: 120, seed: 20_260_301 },
    );
  }, 300_000);

  it('derives a long chain again when its very first conversation comes last', async () => {
    const tenant = await addTenant(bed);
    await openContract(tenant.id, { start: 0, end: null, duration: 60 });
    // 50 minutes apart: each late start shifts every session behind it.
    const reports = Array.from({ length: 700 }, (_, index): ConversationReport => ({
      tenant: tenant.slug,
      id: `c-${String(index).padStart(4, '0')}`,
      channel: 'chat',
      user: { reference: 'regular' },
      initiatedBy: 'end_user',
      party: 'bot',
      startedAt: instant(index * 50),
    }));
    await bed.report(reports.slice(1));
    const before = await stored(bed.database, tenant.id);
    await bed.report(reports.slice(0, 1));
    const after = await stored(bed.database, tenant.id);
    expect(after).toEqual(oracle(tenant.id, reports, [factOf({ start: 0, end: null, duration: 60 })]));
    expect(after.length - before.length).toBeLessThanOrEqual(1);
  });
});
