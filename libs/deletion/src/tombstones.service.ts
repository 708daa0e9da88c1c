import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, idToBytes, MINUTE, notFound } from '@tenantry/kernel';
import { TombstoneFiles } from './tombstone-files.service';
import type { Sealed, TombstoneDocument } from './tombstone-files.service';

/** Whatever was written for the tenant by somebody who had it in hand is written by then. */
const SETTLED_AFTER = 2 * MINUTE;

export type TombstoneView = TombstoneDocument & { deletedByName: string | null };

interface Row {
  id: Buffer;
  document: string;
  mac: Buffer;
  name: string | null;
}

/** What is left of tenants: in the database for reading, on disk against backups. */
@Injectable()
export class Tombstones {
  constructor(
    private readonly database: Database,
    private readonly files: TombstoneFiles,
    private readonly clock: Clock,
  ) {}

  async idOf(tenantId: string): Promise<string | null> {
    const [row] = await this.database.query<{ id: Buffer }[]>(
      'SELECT id FROM tombstones WHERE tenant_id = ?',
      [idToBytes(tenantId)],
    );
    return row ? bytesToId(row.id) : null;
  }

  /** Durably on disk when it returns. */
  async keep(document: TombstoneDocument): Promise<Sealed> {
    const sealed = this.files.seal(document);
    await this.files.write(sealed);
    return sealed;
  }

  /** In the running transaction. A purge that was killed may have left it before; there is one for each tenant. */
  async insert({ document, text, mac }: Sealed): Promise<void> {
    const earlier = await this.idOf(document.tenantId);
    if (earlier !== null && earlier !== document.id) return;
    await this.database.manager.query(
      `INSERT INTO tombstones (id, tenant_id, purged_at, document, mac, settle_at) VALUES (?)
       ON DUPLICATE KEY UPDATE purged_at = VALUES(purged_at), document = VALUES(document), mac = VALUES(mac),
         settle_at = VALUES(settle_at)`,
      [
        [
          idToBytes(document.id),
          idToBytes(document.tenantId),
          new Date(document.purgedAt),
          text,
          mac,
          this.settleAt(),
        ],
      ],
    );
  }

  async unsettle(id: string): Promise<void> {
    await this.database.manager.query('UPDATE tombstones SET settle_at = ? WHERE id = ?', [
      this.settleAt(),
      idToBytes(id),
    ]);
  }

  /** Newest first, one more than asked where there is another page. */
  async list(limit: number, cursor?: string): Promise<TombstoneView[]> {
    const rows = await this.rows(
      cursor ? 'WHERE t.id < ?' : '',
      cursor ? [idToBytes(cursor)] : [],
      limit + 1,
    );
    return rows.map(({ document, name }) => ({
      ...(JSON.parse(document) as TombstoneDocument),
      deletedByName: name,
    }));
  }

  /** The file itself, as proof. */
  async contentOf(id: string): Promise<string> {
    return this.files.contentOf(await this.sealed(id));
  }

  /** What a restored backup lacks comes back from disk, and what the disk lacks from here. */
  async reconcile(): Promise<void> {
    const rows = await this.database.query<{ id: Buffer }[]>('SELECT id FROM tombstones');
    const known = new Set(rows.map(({ id }) => bytesToId(id)));
    const onDisk = new Set(await this.files.ids());
    for (const id of onDisk) {
      const sealed = known.has(id) ? null : await this.files.read(id);
      if (sealed) await this.database.transaction(() => this.insert(sealed));
    }
    for (const id of known) if (!onDisk.has(id)) await this.files.write(await this.sealed(id));
  }

  /** Those that are to be looked after once more. */
  async unsettled(): Promise<{ id: string; tenantId: string }[]> {
    const rows = await this.database.query<{ id: Buffer; tenant_id: Buffer }[]>(
      'SELECT id, tenant_id FROM tombstones WHERE settle_at <= ? ORDER BY settle_at, id LIMIT 100',
      [this.clock.now()],
    );
    return rows.map(({ id, tenant_id }) => ({ id: bytesToId(id), tenantId: bytesToId(tenant_id) }));
  }

  async settled(id: string): Promise<void> {
    await this.database.query('UPDATE tombstones SET settle_at = NULL WHERE id = ?', [idToBytes(id)]);
  }

  private async sealed(id: string): Promise<Sealed> {
    const [row] = await this.rows('WHERE t.id = ?', [idToBytes(id)], 1);
    if (!row) throw notFound('tombstone');
    return { document: JSON.parse(row.document) as TombstoneDocument, text: row.document, mac: row.mac };
  }

  private settleAt(): Date {
    return new Date(this.clock.now().getTime() + SETTLED_AFTER);
  }

  private rows(where: string, values: unknown[], limit: number): Promise<Row[]> {
    return this.database.query<Row[]>(
      `SELECT t.id, t.document, t.mac, o.name FROM tombstones t
       LEFT JOIN operators o ON o.id = UNHEX(REPLACE(JSON_UNQUOTE(JSON_EXTRACT(t.document, '$.deletedBy')), '-', ''))
       ${where} ORDER BY t.id DESC LIMIT ?`,
      [...values, limit],
    );
  }
}
