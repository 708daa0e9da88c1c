import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { isId, Platform, sameBytes, Vault } from '@tenantry/kernel';
import type { Counts } from './progress.service';

/** All that is left of a tenant: ids, numbers and times, nobody's name. */
export interface TombstoneDocument {
  version: 1;
  id: string;
  tenantId: string;
  /** The operator; null where no operator did it. */
  deletedBy: string | null;
  mode: 'after_grace' | 'now';
  deletedAt: string;
  purgedAt: string;
  /** By table. */
  rows: Counts;
  files: number;
  /** The MAC of the newest row of the tenant's operation log, in hexadecimal digits. */
  lastLogMac: string | null;
}

/** A tombstone as it is kept: its exact text, and the proof that this installation wrote it. */
export interface Sealed {
  document: TombstoneDocument;
  text: string;
  mac: Buffer;
}

const PURPOSE = 'tombstone';

/** Tombstones on disk, outside every backup of the database: a backup that brings a tenant back brings no tombstone. */
@Injectable()
export class TombstoneFiles {
  private readonly logger = new Logger(TombstoneFiles.name);
  private readonly folder: string;
  private readonly refused = new Set<string>();

  constructor(
    platform: Platform,
    private readonly vault: Vault,
  ) {
    this.folder = join(platform.files, 'tombstones');
  }

  seal(document: TombstoneDocument): Sealed {
    const text = JSON.stringify(document);
    return { document, text, mac: this.vault.mac(PURPOSE, text) };
  }

  /** What stands in the file, and what is downloaded. */
  contentOf({ document, mac }: Pick<Sealed, 'document' | 'mac'>): string {
    return `${JSON.stringify({ tombstone: document, mac: mac.toString('hex') }, null, 2)}\n`;
  }

  /** On the disk itself when it returns; whole or not at all, whenever the machine stops. */
  async write(sealed: Sealed): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, `${sealed.document.id}.json`);
    const draft = join(this.folder, `.${randomUUID()}`);
    try {
      const file = await open(draft, 'wx');
      try {
        await file.writeFile(this.contentOf(sealed));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  /** Ids, as the names of the files say. */
  async ids(): Promise<string[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((name) => {
      const id = name.endsWith('.json') ? name.slice(0, -5) : '';
      return isId(id) ? [id] : [];
    });
  }

  /** Null for what this installation did not write as it stands; said in the log once. */
  async read(id: string): Promise<Sealed | null> {
    try {
      const found = JSON.parse(await readFile(join(this.folder, `${id}.json`), 'utf8')) as {
        tombstone: TombstoneDocument;
        mac: string;
      };
      const sealed = this.seal(found.tombstone);
      if (found.tombstone.id === id && sameBytes(sealed.mac, Buffer.from(String(found.mac), 'hex')))
        return sealed;
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    }
    if (!this.refused.has(id))
      this.logger.error(`The tombstone ${id} on disk is not as it was written: it is not believed.`);
    this.refused.add(id);
    return null;
  }
}
