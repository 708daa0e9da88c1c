import { Column, Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn } from './columns';

@Entity('idempotency_keys')
@Index('idempotency_keys_created', ['createdAt'])
export class IdempotencyKey {
  @AsciiColumn(100, { primary: true })
  scope!: string;

  @AsciiColumn(100, { primary: true, name: 'idempotency_key' })
  key!: string;

  @Column({ name: 'request_hash', type: 'binary', length: 32 })
  requestHash!: Buffer;

  @Column({ type: 'json', nullable: true })
  result!: unknown;

  @CreatedAtColumn()
  createdAt!: Date;
}
