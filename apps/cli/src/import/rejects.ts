import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Rows that were not recorded, as CSV: the line of the file, the id, what became of it and why. */
export class Rejects {
  private count = 0;
  private gone: Error | null = null;

  private constructor(
    private readonly out: Writable,
    private readonly isFile: boolean,
  ) {
    out.on('error', (error) => (this.gone = error));
  }

  static async open(file: string | undefined): Promise<Rejects> {
    if (!file) return new Rejects(process.stdout, false);
    const stream = createWriteStream(file);
    await once(stream, 'open');
    return new Rejects(stream, true);
  }

  get total(): number {
    return this.count;
  }

  async add(line: number, id: string, outcome: string, reason: string): Promise<void> {
    const header = this.count++ === 0 ? 'line,id,outcome,reason\n' : '';
    // A reader that went away, as `| head` does, ends the list and not the import.
    if (this.gone && !this.isFile) return;
    if (this.gone) throw this.gone;
    if (!this.out.write(`${header}${[line, id, outcome, reason].map(cell).join(',')}\n`) && !this.gone)
      await Promise.race([once(this.out, 'drain'), once(this.out, 'close')]);
  }

  async close(): Promise<void> {
    if (this.isFile) await new Promise<void>((resolve) => this.out.end(resolve));
  }
}

/** Quoted where needed; a spreadsheet must not take text from the file for a formula. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[\s\uFEFF]*[=+\-@＝＋－＠]/.test(text) && typeof value === 'string' ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
