import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { Clock, DomainError, newId, Platform } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { LessThan } from 'typeorm';
import { featureChange, listOf, poolChanges } from './comparison';
import type { FeatureChange, PoolChange } from './comparison';
import { digestOf, peek, readDocument, refused, tidy } from './document';
import { InstalledLicence, LicencePool } from './licence.entity';
import { Pools } from './pools.service';
import { evaluation, pools, stateAt } from './terms';
import type { Pool, Terms } from './terms';

export interface Preview {
  /** What installing must name, so that what is accepted is what was seen. */
  digest: string;
  before: Terms & { source: 'installed' | 'evaluation' };
  after: Terms;
  keyId: string;
  pools: PoolChange[];
  features: FeatureChange;
}

interface Standing {
  inForce: InstalledLicence | null;
  allocated: Record<Pool, number>;
}

/** Shows what a licence would change, and puts it in force. */
@Injectable()
export class Installations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly platform: Platform,
    private readonly changes: Changes,
    private readonly pools: Pools,
  ) {}

  async preview(text: string): Promise<Preview> {
    const rows = await this.database.read.find(LicencePool, { order: { pool: 'ASC' } });
    return this.compare(tidy(text), await this.standing(rows));
  }

  /** Takes nothing away: what tenants hold beyond a smaller licence stays theirs, and shows as excess. */
  install(text: string, expects: string, who: Who): Promise<Preview> {
    const document = tidy(text);
    return this.database.transaction(async () => {
      const { manager } = this.database;
      // All of them, so that nobody allocates by the old sizes any more.
      const rows = await this.pools.lock(pools);
      const preview = await this.compare(document, await this.standing(rows));
      if (expects !== preview.digest) throw notAsShown();
      const { before, after } = preview;
      const id = newId();
      const { id: documentId, version, issuedAt } = after;
      const installedBy = who.actor.name.slice(0, 255);
      const row = { id, documentId, version, document, issuedAt, installedAt: this.clock.now(), installedBy };
      await manager.insert(InstalledLicence, row);
      for (const { pool } of rows) await manager.update(LicencePool, { pool }, { licenceId: id });
      await who.record({
        tenantId: null,
        type: 'system',
        action: 'licence.installed',
        target: { kind: 'licence', id: documentId, name: after.customer },
        before: inTheLog(before),
        after: inTheLog(after),
      });
      await this.changes.append('licence', null);
      return preview;
    });
  }

  /** Newest first; one more than asked for when there is a next page. */
  async history(limit: number, cursor?: string): Promise<(InstalledLicence & { terms: Terms })[]> {
    const rows = await this.database.read.find(InstalledLicence, {
      where: cursor ? { id: LessThan(cursor) } : {},
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return rows.map((row) => ({ ...row, terms: peek(row.document) }));
  }

  /** The row of the licence in force, null while there is none. */
  async installed(): Promise<InstalledLicence | null> {
    const rows = await this.database.read.find(LicencePool, { order: { pool: 'ASC' } });
    return (await this.standing(rows)).inForce;
  }

  private async standing(rows: LicencePool[]): Promise<Standing> {
    const id = rows[0]?.licenceId;
    return {
      inForce: id ? await this.database.read.findOneByOrFail(InstalledLicence, { id }) : null,
      allocated: Object.fromEntries(rows.map(({ pool, allocated }) => [pool, allocated])) as Record<
        Pool,
        number
      >,
    };
  }

  private async compare(document: string, { inForce, allocated }: Standing): Promise<Preview> {
    const { terms: after, keyId } = await readDocument(document, this.platform.licenceKeys);
    const before = inForce ? peek(inForce.document) : evaluation;
    assertOfUse(after, this.clock.now());
    if (inForce) await this.assertNewer(after, document, inForce);
    return {
      digest: digestOf(document, inForce?.id ?? null),
      before: { ...before, source: inForce ? 'installed' : 'evaluation' },
      after,
      keyId,
      pools: poolChanges(before, after, allocated),
      features: featureChange(before, after),
    };
  }

  /** Nobody goes back to what was replaced: not by version, and not by the date of issue of another one. */
  private async assertNewer(after: Terms, document: string, inForce: InstalledLicence): Promise<void> {
    if (document === inForce.document)
      throw refused('licence_in_force', 'This licence is already in force. There is nothing to install.');
    const [latest] = await this.database.read.find(InstalledLicence, {
      where: { documentId: after.id },
      order: { version: 'DESC' },
      take: 1,
    });
    if ((latest && latest.version >= after.version) || after.issuedAt < inForce.issuedAt)
      throw refused(
        'licence_older',
        `This licence (${after.id}, version ${after.version}, issued ${day(after.issuedAt)}) is not newer than the one ` +
          `it would replace (version ${(latest ?? inForce).version}, issued ${day((latest ?? inForce).issuedAt)}). ` +
          'Ask for the current one.',
        { version: after.version, issuedAt: after.issuedAt.toISOString() },
      );
  }
}

function assertOfUse(terms: Terms, now: Date): void {
  const state = stateAt(terms, now);
  if (state === 'not_yet_valid')
    throw refused(
      'licence_not_begun',
      `This licence is valid from ${terms.validFrom.toISOString()} on. Install it then.`,
      { validFrom: terms.validFrom.toISOString() },
    );
  if (state !== 'valid')
    throw refused(
      'licence_ended',
      `This licence ended on ${terms.validTo!.toISOString()}. Ask for a renewed one.`,
      { validTo: terms.validTo!.toISOString() },
    );
}

const day = (at: Date) => at.toISOString().slice(0, 10);

const notAsShown = () =>
  new DomainError(
    'conflict',
    'This is not what was shown, or another licence was installed since. Look at it again, then accept it.',
    { code: 'licence_not_as_shown' },
  );

const inTheLog = ({ features, issuedAt: _, ...terms }: Terms) => ({
  ...terms,
  features: listOf(features) ?? 'all',
});
