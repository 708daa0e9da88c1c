import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ArchivedFile {
  name: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** A zip file that is written while its content is made; a file is added when the one before is whole. */
export class Archive {
  private readonly zip = new ZipFile();
  private readonly sum = createHash('sha256');
  private bytes = 0;
  private readonly written: Promise<void>;

  /** Nothing may lie at `path`. `at` is the time of all its files. */
  constructor(
    path: string,
    private readonly at: Date,
  ) {
    const output = this.zip.outputStream as unknown as Readable;
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    this.written = pipeline(output, (chunks: AsyncIterable<Buffer>) => this.measured(chunks), file);
    // Whoever adds next hears of it.
    this.written.catch(() => undefined);
  }

  async add(name: string, chunks: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<ArchivedFile> {
    const sum = createHash('sha256');
    let bytes = 0;
    const content = Readable.from(
      (async function* () {
        for await (const chunk of chunks) {
          sum.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      })(),
      { objectMode: false },
    );
    this.zip.addReadStream(content, name, { mtime: this.at, mode: 0o100644 });
    try {
      // A disk that is full takes nothing more, and then nothing is read any more either.
      await Promise.race([finished(content), this.written]);
    } finally {
      content.destroy();
    }
    return { name, bytes, sha256: sum.digest('hex') };
  }

  /** Once all of it is on the disk. */
  async finish(): Promise<{ bytes: number; checksum: Buffer }> {
    this.zip.end();
    await this.written;
    return { bytes: this.bytes, checksum: this.sum.digest() };
  }

  /** For one that shall not be finished. */
  async abandon(): Promise<void> {
    (this.zip.outputStream as unknown as Readable).destroy(new Error('This archive is not needed any more.'));
    await this.written.catch(() => undefined);
  }

  private async *measured(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.sum.update(chunk);
      this.bytes += chunk.length;
      yield chunk;
    }
  }
}
