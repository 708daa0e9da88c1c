import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Meta } from '@tenantry/trpc';
import type { Caller } from '../test/isolation/callers';
import { Matrix } from '../test/isolation/matrix';
import type { Procedure } from '../test/isolation/matrix';
import { outcomeOf } from '../test/isolation/outcome';
import type { Outcome } from '../test/isolation/outcome';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';

let world: World;
let own: Tenant;
let other: Tenant;
let procedures: (Procedure & { meta: Meta })[];

beforeAll(async () => {
  world = await World.make();
  own = await furnish(world);
  other = await furnish(world);
  procedures = Object.entries(world.router._def.procedures).map(([path, procedure]) => ({
    path,
    ...(procedure as unknown as { _def: Omit<Procedure, 'path'> & { meta: Meta } })._def,
  }));
}, 120_000);
afterAll(() => world?.end());

const call = (principal: Caller['principal'], path: string, input: unknown) =>
  outcomeOf(() => {
    const caller = world.router.createCaller(world.context(principal, own.host)) as unknown;
    const procedure = path.split('.').reduce((at, key) => (at as never)[key], caller);
    return (procedure as (input: unknown) => Promise<unknown>)(input);
  });

/** Inputs that fit each procedure, as the matrix makes them of what the tenant has. */
async function tried(some: typeof procedures, each: (path: string, input: unknown) => Promise<Outcome>) {
  const home = { host: own.host, home: own, operator: false, shared: false };
  const caller: Caller = { name: 'a viewer', principal: own.viewer, ...home };
  const matrix = new Matrix(world, other, async (_, path, input) => {
    const { kind, said } = await each(path, input);
    if (kind !== 'done') throw Object.assign(new Error(said), { kind });
  });
  for (const procedure of some) await matrix.run(procedure, [caller]);
  return matrix;
}

/** All rows of all tables, journals too. */
async function rows(): Promise<string> {
  const journals = await world.query(
    'SELECT (SELECT COUNT(*) FROM operation_log) AS log, (SELECT COUNT(*) FROM sign_in_attempts) AS attempts',
  );
  return (await world.rows.sums()) + JSON.stringify(journals);
}

describe('who looks at a tenant', () => {
  it('is refused every mutation and every file, whatever it is given, and no row changes', async () => {
    const changing = procedures.filter(({ type, meta }) => type !== 'query' || meta.download);
    expect(changing.length).toBeGreaterThan(50);
    const refused = new Set<string>();
    const faults: string[] = [];
    const before = await rows();
    const each = async (path: string, input: unknown) => {
      const outcome = await call(own.viewer, path, input);
      if (outcome.kind === 'forbidden' && outcome.said.includes('"viewing_only"')) refused.add(path);
      else faults.push(`${path}: ${outcome.kind} ${outcome.said.slice(0, 200)}`);
      return outcome;
    };
    const those = changing.filter(({ path }) => path !== 'viewAs.stop');
    await tried(those, each);
    // Of some no input can be made up; nothing was looked at in the others either.
    for (const { path } of those) await each(path, undefined);
    expect(faults).toEqual([]);
    expect(await rows()).toBe(before);
    expect([...refused, 'viewAs.stop'].sort()).toEqual(changing.map(({ path }) => path).sort());
  }, 120_000);

  it('is answered by every query as an admin of the tenant is, but for what is about one’s own account', async () => {
    const different: string[] = [];
    const seen = new Set<string>();
    await tried(
      procedures.filter(({ type, meta }) => type === 'query' && !meta.download),
      async (path, input) => {
        const [mine, admins] = [
          await call(own.viewer, path, input),
          await call(own.users.admin, path, input),
        ];
        if (mine.kind === 'done') seen.add(path);
        if (JSON.stringify(mine) !== JSON.stringify(admins)) different.push(`${path}: ${mine.kind}`);
        return mine;
      },
    );
    expect([...new Set(different)].sort()).toEqual([
      'auth.sessions: forbidden',
      'auth.totp.state: forbidden',
      'users.profile: forbidden',
    ]);
    expect([...seen]).toEqual(expect.arrayContaining(['users.list', 'keys.list', 'log.list', 'viewAs.list']));
  }, 120_000);
});
