import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '@tenantry/kernel';
import type { Platform } from '@tenantry/kernel';

/** The folders below `Platform.files` in which each tenant has one of its own. */
const folders = ['exports'];

const foldersOf = ({ files }: Platform, tenantId: string): string[] => {
  if (!isId(tenantId)) throw new Error(`Not a tenant: ${tenantId}`);
  return folders.map((folder) => join(files, folder, tenantId));
};

export async function countFiles(platform: Platform, tenantId: string): Promise<number> {
  let count = 0;
  for (const folder of foldersOf(platform, tenantId)) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(noneIfMissing);
    count += entries.filter((entry) => !entry.isDirectory()).length;
  }
  return count;
}

export async function removeFiles(platform: Platform, tenantId: string): Promise<void> {
  for (const folder of foldersOf(platform, tenantId)) await rm(folder, { recursive: true, force: true });
}

function noneIfMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
