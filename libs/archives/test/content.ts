import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

export interface Manifest {
  format: string;
  version: number;
  exportId: string;
  tenant: { id: string; slug: string; companyName: string };
  createdAt: string;
  files: { name: string; rows: number; bytes: number; sha256: string }[];
}

export interface Content {
  manifest: Manifest;
  readme: string;
  /** By the name of the file, without its end. */
  lines: Map<string, Record<string, unknown>[]>;
  /** All bytes of all files. */
  bytes: Buffer;
}

/** Reads an archive as somebody who knows nothing but its manifest would, and compares the two. */
export async function contentOf(zip: Buffer): Promise<Content> {
  const files = await unpacked(zip);
  const manifest = JSON.parse(files.get('manifest.json')!.toString()) as Manifest;
  const lines = new Map<string, Record<string, unknown>[]>();
  for (const { name, rows, bytes, sha256 } of manifest.files) {
    const file = files.get(name)!;
    const found = file.toString().split('\n').slice(0, -1);
    const sum = createHash('sha256').update(file).digest('hex');
    if (file.length !== bytes || sum !== sha256 || found.length !== rows)
      throw new Error(`${name} is not what the manifest says`);
    lines.set(
      name.replace(/\.jsonl$/, ''),
      found.map((line) => JSON.parse(line) as Record<string, unknown>),
    );
  }
  const named = new Set(['manifest.json', 'README.txt', ...manifest.files.map(({ name }) => name)]);
  for (const name of files.keys()) if (!named.has(name)) throw new Error(`The manifest knows no ${name}`);
  return {
    manifest,
    readme: files.get('README.txt')!.toString(),
    lines,
    bytes: Buffer.concat([...files.values()]),
  };
}

/** Each checked against its CRC. */
async function unpacked(zip: Buffer): Promise<Map<string, Buffer>> {
  const archive = await fromBufferPromise(zip);
  const files = new Map<string, Buffer>();
  for await (const entry of archive.eachEntry())
    files.set(entry.fileName, await buffer(await archive.openReadStreamPromise(entry)));
  return files;
}
