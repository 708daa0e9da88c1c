import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CountColumn, IdColumn, InstantColumn, PrimaryId } from '@tenantry/database';

/** Where a subject stands with one step: which arming is in force and whether it was claimed. */
@Entity('threshold_steps')
@Index('threshold_steps_tenant', ['tenantId'])
export class ThresholdStep {
  @PrimaryId({ name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'int', unsigned: true, primary: true })
  step!: number;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @Column({ type: 'int', unsigned: true, default: 1 })
  arming!: number;

  @Column({ type: 'tinyint', default: 0 })
  claimed!: number;
}

/** One step reached once in one arming, with the numbers that reached it. */
@Entity('threshold_claims')
@Index('threshold_claims_tenant', ['tenantId'])
export class ThresholdClaim {
  @PrimaryId({ name: 'subject_id' })
  subjectId!: string;

  @Column({ type: 'int', unsigned: true, primary: true })
  step!: number;

  @Column({ type: 'int', unsigned: true, primary: true })
  arming!: number;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16, { name: 'subject_kind' })
  subjectKind!: string;

  @CountColumn()
  consumed!: number;

  @CountColumn()
  purchased!: number;

  @Column({ type: 'tinyint', default: 0 })
  silent!: number;

  @InstantColumn({ name: 'claimed_at' })
  claimedAt!: Date;
}
