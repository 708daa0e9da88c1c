import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@tenantry/database';
import { DomainError, idToBytes, notFound } from '@tenantry/kernel';
import { idInput, publicProcedure, router, tenantAdminProcedure, tenantProcedure } from '@tenantry/trpc';
import { z } from 'zod';
import { callersOf } from '../test/isolation/callers';
import type { Caller } from '../test/isolation/callers';
import { Matrix } from '../test/isolation/matrix';
import type { Procedure } from '../test/isolation/matrix';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';

/** A link dies when the next one is asked for, as a secret does; the last ones take away what others need. */
const order = [
  'auth.totp.confirm',
  'auth.emailChangeLink',
  'auth.confirmEmailChange',
  'tenants.delete',
  'tenants.restore',
  '',
  'viewAs.revoke',
  'exports.remove',
  'people.erase',
  'operators.resetSecondFactor',
  'operators.remove',
  'users.resetSecondFactor',
  'users.remove',
  'auth.changePassword',
];
const placeOf = ({ path }: Procedure) => order.indexOf(order.includes(path) ? path : '');

interface Routes {
  _def: { procedures: object };
  createCaller(context: never): unknown;
}

let world: World;
let victim: Tenant;
let callers: Caller[];

const proceduresOf = (routes: Routes): Procedure[] =>
  Object.entries(routes._def.procedures)
    .map(([path, procedure]) => ({ path, ...(procedure as { _def: Omit<Procedure, 'path'> })._def }))
    .sort((a, b) => placeOf(a) - placeOf(b));

async function tried(routes: Routes): Promise<Matrix> {
  const matrix = new Matrix(world, victim, ({ principal, host }, path, input) => {
    const caller = routes.createCaller(world.context(principal, host) as never);
    const call = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], caller);
    return (call as (input: unknown) => Promise<unknown>)(input);
  });
  for (const procedure of proceduresOf(routes)) await matrix.run(procedure, callers);
  return matrix;
}

beforeAll(async () => {
  world = await World.make();
  victim = await furnish(world);
  callers = await callersOf(world, await furnish(world), await furnish(world));
}, 120_000);
afterAll(() => world?.end());

describe('whoever has nothing to do with a tenant', () => {
  it('learns nothing of it and changes nothing in it, by any procedure', async () => {
    const matrix = await tried(world.router);
    const paths = proceduresOf(world.router).map(({ path }) => path);
    expect(matrix.breaches).toEqual([]);
    expect(paths.filter((path) => !matrix.reached.has(path))).toEqual([]);
    // What stands in the way of a second factor is that there is one, or none: that would not show who may have it.
    const factors = paths.filter((path) => /totp|SecondFactor/i.test(path));
    expect(factors.filter((path) => !matrix.succeeded.has(path))).toEqual([]);
    expect(matrix.calls).toBeGreaterThan(paths.length * callers.length);
  }, 300_000);
});

describe('the matrix', () => {
  /** Each forgets the tenant in its own way. */
  const leaky = () => {
    const database = world.get(Database);
    const one = z.strictObject({ tenantId: idInput.optional(), keyId: idInput });
    const found = async (keyId: string) => {
      const [key] = await world.query<{ name: string; tenant_id: Buffer | null }>(
        'SELECT name, tenant_id FROM api_keys WHERE id = ?',
        [idToBytes(keyId)],
      );
      if (!key) throw notFound('key');
      return key;
    };
    const isOf = (tenantId: string, bytes: Buffer | null) => bytes?.equals(idToBytes(tenantId));
    return router({
      reads: tenantProcedure
        .input(one)
        .query(async ({ input }) => ({ name: (await found(input.keyId)).name })),
      tells: tenantProcedure.input(one).query(async ({ ctx, input }) => {
        const key = await found(input.keyId);
        if (isOf(ctx.tenantId, key.tenant_id)) return true;
        throw new DomainError('forbidden', 'Not yours.');
      }),
      lists: tenantProcedure
        .input(z.strictObject({ tenantId: idInput.optional() }))
        .query(() => world.query<{ name: string }>('SELECT name FROM api_keys')),
      writes: tenantAdminProcedure.input(one).mutation(({ ctx, input }) =>
        database.transaction(async () => {
          await database.query('UPDATE api_keys SET scopes = name_key WHERE id = ?', [
            idToBytes(input.keyId),
          ]);
          await ctx.record({ type: 'key', action: 'key.changed' });
        }),
      ),
      nested: tenantProcedure
        .input(
          z.strictObject({ tenantId: idInput.optional(), of: z.strictObject({ keys: z.array(idInput) }) }),
        )
        .query(async ({ ctx, input }) => {
          const [first, ...others] = await Promise.all(input.of.keys.map(found));
          if (!first || !isOf(ctx.tenantId, first.tenant_id)) throw notFound('key');
          return others.length;
        }),
      breaks: publicProcedure.query((): string => {
        throw new Error('broken');
      }),
    });
  };

  it.each<[string, string]>([
    ['reads', 'called by a user (member) tells a foreign keyId from an unknown one'],
    ['tells', 'called by a user (member) tells a foreign keyId from an unknown one'],
    ['lists', 'of the other tenant: done'],
    ['writes', 'changed rows of the other tenant'],
    ['nested', 'tells a foreign of.keys.1 from an unknown one'],
    ['breaks', 'breaks on'],
  ])('finds a procedure that %s', async (name, breach) => {
    const matrix = await tried(router({ [name]: leaky()[name as 'reads'] }));
    expect(matrix.breaches.filter((sentence) => sentence.includes(breach))).not.toEqual([]);
  });

  it.each<[string, z.ZodType, string]>([
    [
      'an id in other clothes',
      z.strictObject({ widgetId: z.string() }),
      'widgetId: say what a foreign widgetId is',
    ],
    [
      'elements of its own',
      z.strictObject({ of: z.array(z.custom<string>()) }),
      'of.0: the procedure checks this',
    ],
    [
      'text of an unknown form',
      z.strictObject({ colour: z.string().regex(/^#\d{6}$/) }),
      'colour: no sample',
    ],
    ['an id that none is', z.strictObject({ id: z.string().regex(/^w_\d+$/) }), 'id: '],
  ])('refuses a procedure that takes %s, until somebody says what to send', async (_, input, breach) => {
    const matrix = await tried(router({ strange: publicProcedure.input(input).query(() => 1) }));
    expect(matrix.breaches).toEqual([expect.stringContaining(`strange cannot be called: ${breach}`)]);
  });
});
