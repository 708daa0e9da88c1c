import { Column, Entity } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** Until when a tenant lets operators look, or let them; the last word alone is kept, all others are in the log. */
@Entity('support_access')
export class SupportAccess {
  @PrimaryId({ name: 'tenant_id' })
  tenantId!: string;

  /** In the past when it ran out or was ended. */
  @InstantColumn({ name: 'ends_at' })
  endsAt!: Date;

  @IdColumn({ name: 'allowed_by_id' })
  allowedById!: string;

  @Column({ name: 'allowed_by', type: 'varchar', length: 255 })
  allowedBy!: string;

  @InstantColumn({ name: 'allowed_at' })
  allowedAt!: Date;
}
