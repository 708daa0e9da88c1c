import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { AsciiColumn, IdColumn, PrimaryId } from '@tenantry/database';
import { TERM_LENGTH } from './terms';

/** One beginning by which a tenant is found. Derived: whatever is in here can be made again. */
@Entity('tenant_terms')
@Index('tenant_terms_tenant', ['tenantId', 'term'])
export class TenantTerm {
  @PrimaryColumn({ type: 'varchar', length: TERM_LENGTH })
  term!: string;

  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  /** Of the thing whose term it is: the tenant itself, a host, a user. */
  @PrimaryId({ name: 'source_id' })
  sourceId!: string;
}

/** How far the terms of what existed before have been made, and by which rules. */
@Entity('search_indexes')
export class SearchIndex {
  @AsciiColumn(32, { primary: true })
  name!: string;

  @Column({ type: 'int', unsigned: true, default: 0 })
  version!: number;

  /** The last tenant that a run which was interrupted had done. */
  @IdColumn({ name: 'reached_id', nullable: true })
  reachedId!: string | null;
}
