import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ArchiveWriter } from '@tenantry/archives';
import { contentOf } from '@tenantry/archives/test';
import { Database } from '@tenantry/database';
import { Exports, ExportsJob } from '@tenantry/exports';
import { ExportFiles, Leftovers, TurnOver, Turns } from '@tenantry/exports/test';
import type { Clock } from '@tenantry/kernel';
import { DAY, FixedClock, idToBytes, newId, Platform } from '@tenantry/kernel';
import type { Download } from '@tenantry/trpc';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';

let world: World;
let tenant: Tenant;

const api = () => world.as(tenant.users.admin, tenant.host).exports;
const files = async () => {
  const folder = join(world.get(Platform).files, 'exports', tenant.id);
  return (await readdir(folder).catch(() => [])).sort();
};
const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: { cause: { kind: string; details: { code: string } } }) =>
      `${error.cause.kind} ${error.cause.details.code}`,
  );
const stateOf = async (exportId: string) => (await api().byId({ exportId })).state;
/** As after a process was killed and its lease ran out. */
const passLease = (id: string) =>
  world.query('UPDATE exports SET lease_until = NOW(3) - INTERVAL 1 SECOND WHERE id = ?', [idToBytes(id)]);

beforeAll(async () => {
  world = await World.make();
  Logger.overrideLogger(false);
  tenant = await furnish(world);
}, 60_000);
beforeEach(async () => {
  const { items } = await api().list({});
  for (const { id: exportId, state } of items) {
    if (state === 'queued' || state === 'running') await api().cancel({ exportId });
    await api().remove({ exportId });
  }
  await world.get(Leftovers).sweep();
  expect(await files()).toEqual([]);
});
afterAll(() => world?.end());

describe('an export whose process is killed half-way', () => {
  it('offers no half file, and is made anew by the next one', async () => {
    const { id } = await api().begin({});
    const dead = (await world.get(Turns).take())!;
    const part = await world.get(ExportFiles).begin(tenant.id, id, dead.fence);
    await writeFile(part, 'half of an archive');
    expect(await stateOf(id)).toBe('running');
    expect(await fault(api().download({ exportId: id }))).toBe('not_found export_gone');
    await world.get(ExportsJob).run();
    expect(await stateOf(id)).toBe('running');

    await passLease(id);
    await world.get(ExportsJob).run();
    expect(await files()).toEqual([`${id}.zip`]);
    const { chunks } = (await api().download({ exportId: id })) as Download;
    expect((await contentOf(await buffer(Readable.from(chunks)))).manifest.exportId).toBe(id);
  });

  it('is of no concern to the dead one, should it come back', async () => {
    const { id } = await api().begin({});
    const slow = (await world.get(Turns).take())!;
    const part = await world.get(ExportFiles).begin(tenant.id, id, slow.fence);
    await passLease(id);
    await world.get(ExportsJob).run();
    const beat = world
      .get(ArchiveWriter)
      .write(slow, part, (progress) => world.get(Turns).beat(slow, progress));
    await expect(beat).rejects.toBeInstanceOf(TurnOver);
    const late = { bytes: 1, checksum: Buffer.alloc(32) };
    await expect(world.get(Turns).finish(slow, late)).rejects.toBeInstanceOf(TurnOver);
    expect(await stateOf(id)).toBe('ready');
    expect((await api().byId({ exportId: id })).bytes).toBeGreaterThan(1);
  });

  it('is not given up for being told to begin anew, as often as somebody is erased', async () => {
    const { id } = await api().begin({});
    for (let erasure = 0; erasure < 3; erasure++) {
      await world.get(Turns).take();
      await world.get(Database).transaction(() => world.get(Exports).discard(tenant.id));
    }
    await world.get(ExportsJob).run();
    expect(await stateOf(id)).toBe('ready');
  });

  it('is given up when that happens again and again', async () => {
    const { id } = await api().begin({});
    for (let kill = 0; kill < 3; kill++) {
      expect(await world.get(Turns).take()).toMatchObject({ id });
      await passLease(id);
    }
    expect(await world.get(Turns).take()).toBeNull();
    expect(await stateOf(id)).toBe('failed');
    expect(await fault(api().begin({}))).toBe('none');
  });
});

describe('an export that cannot be written', () => {
  it('is tried again, then fails, and leaves nothing behind', async () => {
    const { id } = await api().begin({});
    const folder = join(world.get(Platform).files, 'exports', tenant.id);
    await mkdir(join(folder, `${id}.zip`, 'in the way'), { recursive: true });
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(await stateOf(id)).toBe('queued');
      await world.get(ExportsJob).run();
      await passLease(id);
    }
    expect(await stateOf(id)).toBe('failed');
    await rm(join(folder, `${id}.zip`), { recursive: true });
    expect(await files()).toEqual([]);
  });
});

describe('cancelling', () => {
  it('ends what is being written, at its next step, and nothing of it stays', async () => {
    const { id } = await api().begin({});
    const writing = world.get(ArchiveWriter).write.bind(world.get(ArchiveWriter));
    const writer = world.get(ArchiveWriter);
    writer.write = async (turn, path, beat) => {
      await api().cancel({ exportId: id });
      return writing(turn, path, beat);
    };
    await world.get(ExportsJob).run();
    writer.write = writing;
    expect(await stateOf(id)).toBe('cancelled');
    expect(await files()).toEqual([]);
    expect(await fault(api().cancel({ exportId: id }))).toBe('conflict export_ended');
    expect(await fault(api().download({ exportId: id }))).toBe('not_found export_gone');
  });

  it('holds also between the last byte and the end', async () => {
    const { id } = await api().begin({});
    const finishing = ExportFiles.prototype.finish.bind(world.get(ExportFiles));
    world.get(ExportFiles).finish = async (...of) => {
      await finishing(...of);
      await api().cancel({ exportId: id });
    };
    await world.get(ExportsJob).run();
    world.get(ExportFiles).finish = finishing;
    expect(await stateOf(id)).toBe('cancelled');
    expect(await files()).toEqual([]);
  });
});

describe('a tenant', () => {
  it('has one export that runs, and a few that lie ready', async () => {
    for (let ready = 0; ready < 5; ready++) {
      const { id } = await api().begin({});
      expect(await fault(api().begin({}))).toBe('conflict export_running');
      expect(await fault(api().remove({ exportId: id }))).toBe('conflict export_running');
      await world.get(ExportsJob).run();
    }
    expect(await fault(api().begin({}))).toBe('conflict exports_full');
    const { items } = await api().list({ limit: 2 });
    expect(items).toHaveLength(2);
    await api().remove({ exportId: items[0]!.id });
    expect(await fault(api().begin({}))).toBe('none');
  });

  it('gets one only, however many ask at once', async () => {
    const asked = await Promise.all([1, 2, 3, 4].map(() => fault(api().begin({}))));
    expect(asked.filter((answer) => answer === 'none')).toHaveLength(1);
    expect(asked.filter((answer) => answer === 'conflict export_running')).toHaveLength(3);
  });
});

describe('after seven days', () => {
  it('row and file go; before that its end shows', async () => {
    const { id } = await api().begin({});
    await world.get(ExportsJob).run();
    const { endedAt, expiresAt } = await api().byId({ exportId: id });
    expect(Date.parse(expiresAt) - Date.parse(endedAt!)).toBe(7 * DAY);
    const leftovers = new Leftovers(
      world.get(Database),
      null as never,
      new FixedClock(new Date(Date.now() + 7 * DAY + 60_000)) as Clock,
      world.get(ExportFiles),
    );
    await leftovers.expire();
    expect((await api().list({})).items).toEqual([]);
    expect(await files()).toEqual([]);
  });

  it('files that no row knows go, and those of others stay', async () => {
    const { id } = await api().begin({});
    await world.get(ExportsJob).run();
    const folder = join(world.get(Platform).files, 'exports', tenant.id);
    for (const name of [`${newId()}.zip`, `${id}.1.part`, 'something'])
      await writeFile(join(folder, name), 'x');
    await world.get(Leftovers).sweep();
    expect(await files()).toEqual([`${id}.zip`]);
  });
});
