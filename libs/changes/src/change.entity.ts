import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CountColumn, CreatedAtColumn, IdColumn } from '@tenantry/database';

@Entity('change_clock')
export class ChangeClock {
  @Column({ type: 'tinyint', primary: true })
  id!: number;

  @CountColumn()
  version!: number;

  /** Changes up to this version may be gone. */
  @CountColumn()
  forgotten!: number;
}

@Entity('changes')
@Index('changes_created', ['createdAt'])
export class ChangeRow {
  @CountColumn({ primary: true })
  version!: number;

  @AsciiColumn(20)
  topic!: string;

  @IdColumn({ name: 'tenant_id', nullable: true })
  tenantId!: string | null;

  @CreatedAtColumn()
  createdAt!: Date;
}
