import { Sessions } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { Platform } from '@tenantry/kernel';
import { actorOf } from '@tenantry/trpc';
import type { Principal } from '@tenantry/trpc';
import type { World } from './world';

/** Operators may look at the tenant for a week: one does, another is about to, with this token. */
export async function watch(
  world: World,
  { id: tenantId, host, admin, marker }: { id: string; host: string; admin: Principal; marker: string },
): Promise<{ viewer: Principal; token: string; staff: string[] }> {
  await world.as(admin, host).viewAs.allow({ hours: 168 });
  const begin = async (operator: Principal) =>
    world.as(operator).viewAs.begin({ tenantId, reason: `${marker} wish` });
  const [looking, waiting] = [await inConsole(world), await inConsole(world)];
  const first = await begin(looking);
  const { sessionToken } = await world.as({ kind: 'anonymous' }, host).viewAs.enter({ token: first.token });
  const { id } = looking;
  const { name } = actorOf(looking);
  const sessionId = sessionToken.slice(0, 36);
  const { token } = await begin(waiting);
  // Specs take longer than a minute.
  await world.query(
    "UPDATE one_time_tokens SET expires_at = expires_at + INTERVAL 1 DAY WHERE purpose = 'view'",
  );
  const staff = [looking, waiting].flatMap((operator) => [operator.id, operator.sessionId]);
  return { staff, viewer: { kind: 'viewer', id, name, tenantId, sessionId }, token };
}

/** With a session that is there: views live no longer than it. */
async function inConsole(world: World) {
  const operator = await world.operator('support');
  const { consoleHost } = world.get(Platform);
  const who = world.context(operator, consoleHost);
  const { sessionId } = await world
    .get(Database)
    .transaction(() =>
      world.get(Sessions).open({ kind: 'operator', id: operator.id, tenantId: null }, consoleHost, who),
    );
  return { ...operator, sessionId };
}
