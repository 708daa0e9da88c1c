import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { isId, Platform } from '@tenantry/kernel';

export interface FoundFile {
  tenantId: string;
  exportId: string;
  name: string;
}

/** Where archives lie: `exports/<tenant>/<export>.zip`, and `<export>.<fence>.part` while one is written. */
@Injectable()
export class ExportFiles {
  private readonly folder: string;

  constructor(platform: Platform) {
    this.folder = join(platform.files, 'exports');
  }

  /** A place for a part that no other process writes. What an earlier one left of this export goes. */
  async begin(tenantId: string, exportId: string, fence: number): Promise<string> {
    await this.remove(tenantId, exportId);
    await mkdir(join(this.folder, tenantId), { recursive: true, mode: 0o700 });
    return join(this.folder, tenantId, `${exportId}.${fence}.part`);
  }

  /** From now on the part is the archive. */
  async finish(tenantId: string, exportId: string, part: string): Promise<void> {
    await rename(part, this.pathOf(tenantId, exportId));
  }

  /** Null when it is not there. Opened when its first byte is asked for. */
  async read(
    tenantId: string,
    exportId: string,
  ): Promise<{ bytes: number; chunks: AsyncIterable<Buffer> } | null> {
    const path = this.pathOf(tenantId, exportId);
    try {
      return { bytes: (await stat(path)).size, chunks: chunksOf(path) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** The archive and parts of it. */
  async remove(tenantId: string, exportId: string): Promise<void> {
    for (const name of await this.namesIn(tenantId))
      if (name.startsWith(`${exportId}.`)) await this.removeFile(tenantId, name);
  }

  async removeFile(tenantId: string, name: string): Promise<void> {
    await rm(join(this.folder, tenantId, name), { force: true });
  }

  async *all(): AsyncGenerator<FoundFile> {
    for (const tenantId of await namesIn(this.folder)) {
      if (!isId(tenantId)) continue;
      const names = await this.namesIn(tenantId);
      for (const name of names) yield { tenantId, exportId: name.split('.')[0]!, name };
      // Refused while something lies in it.
      if (names.length === 0) await rmdir(join(this.folder, tenantId)).catch(() => undefined);
    }
  }

  private namesIn(tenantId: string): Promise<string[]> {
    return namesIn(join(this.folder, tenantId));
  }

  private pathOf(tenantId: string, exportId: string): string {
    return join(this.folder, tenantId, `${exportId}.zip`);
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) yield chunk as Buffer;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
