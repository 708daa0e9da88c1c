import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { Clock, SECOND } from '@tenantry/kernel';
import { Tenants } from '@tenantry/tenants';
import { Archive } from './archive';
import type { ArchivedFile } from './archive';
import { kinds, leftOut } from './kinds';
import type { Kind } from './lines';
import { readme } from './readme';
import { Snapshot } from './snapshot';

/** Of the archive; grows when a reader of older ones could not read it. */
const FORMAT_VERSION = 1;

export interface Progress {
  part: string | null;
  partsDone: number;
  rowsDone: number;
  rowsExpected: number | null;
}

/** Asked once a second; what it throws ends the work. */
export type Beat = (progress: Progress) => Promise<void>;

type Counted = ArchivedFile & { what: string; rows: number };

/** Writes one tenant's archive. */
@Injectable()
export class ArchiveWriter {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly clock: Clock,
  ) {}

  /** Whole at `path`, or nothing but a useless part of it. */
  async write(
    { id, tenantId }: { id: string; tenantId: string },
    path: string,
    beat: Beat,
  ): Promise<{ bytes: number; checksum: Buffer }> {
    const { slug, companyName } = await this.tenants.byId(tenantId);
    const now = this.clock.now();
    const archive = new Archive(path, now);
    try {
      const files = await Snapshot.of(this.database, tenantId, (snapshot) =>
        this.fill(archive, snapshot, beat),
      );
      const manifest = {
        format: 'tenantry-export',
        version: FORMAT_VERSION,
        exportId: id,
        tenant: { id: tenantId, slug, companyName },
        createdAt: now.toISOString(),
        consistency: 'All files show one and the same moment.',
        files,
        leftOut,
      };
      await archive.add('README.txt', [Buffer.from(readme(manifest))]);
      await archive.add('manifest.json', [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
      return await archive.finish();
    } catch (error) {
      await archive.abandon();
      throw error;
    }
  }

  private async fill(archive: Archive, snapshot: Snapshot, beat: Beat): Promise<Counted[]> {
    const progress: Progress = { part: null, partsDone: 0, rowsDone: 0, rowsExpected: null };
    const asked = paced(() => beat(progress));
    progress.rowsExpected = await expected(snapshot, asked);
    const files: Counted[] = [];
    for (const kind of kinds) {
      progress.part = kind.name;
      let rows = 0;
      const chunks = async function* () {
        for await (const { bytes, count } of snapshot.lines(kind)) {
          rows += count;
          progress.rowsDone += count;
          await asked();
          yield bytes;
        }
      };
      const { name, ...file } = await archive.add(`${kind.name}.jsonl`, chunks());
      files.push({ name, what: kind.what, rows, ...file });
      progress.partsDone++;
    }
    await beat(progress);
    return files;
  }
}

async function expected(snapshot: Snapshot, asked: () => Promise<void>): Promise<number> {
  const counts = async (kind: Kind) => {
    await asked();
    return snapshot.count(kind);
  };
  let sum = 0;
  for (const kind of kinds) sum += await counts(kind);
  return sum;
}

/** At the first call, and then at most once a second. */
function paced(work: () => Promise<void>): () => Promise<void> {
  let last = -Infinity;
  return async () => {
    if (performance.now() - last < SECOND) return;
    last = performance.now();
    await work();
  };
}
