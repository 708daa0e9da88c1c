import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';
import type { Pool } from './terms';

/** Every licence that was ever installed; rows never change. */
@Entity('licences')
@Index('licences_version', ['documentId', 'version'], { unique: true })
export class InstalledLicence {
  @PrimaryId()
  id!: string;

  @AsciiColumn(64, { name: 'document_id' })
  documentId!: string;

  @Column({ type: 'int', unsigned: true })
  version!: number;

  /** As it was signed: what it grants is read from here alone. */
  @Column({ type: 'longtext' })
  document!: string;

  @InstantColumn({ name: 'issued_at' })
  issuedAt!: Date;

  @InstantColumn({ name: 'installed_at' })
  installedAt!: Date;

  @Column({ name: 'installed_by', type: 'varchar', length: 255 })
  installedBy!: string;
}

@Entity('licence_pools')
export class LicencePool {
  @AsciiColumn(32, { primary: true })
  pool!: Pool;

  @CountColumn({ default: 0 })
  allocated!: number;

  /**
   * The licence in force, null for the evaluation licence; the same in every row. Whoever holds a pool's row
   * thereby also holds how large it is.
   */
  @IdColumn({ name: 'licence_id', nullable: true })
  licenceId!: string | null;
}
