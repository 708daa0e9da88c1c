import { Entity } from 'typeorm';
import { AsciiColumn, CountColumn, InstantColumn } from './columns';

@Entity('job_leases')
export class JobLease {
  @AsciiColumn(64, { primary: true })
  job!: string;

  @AsciiColumn(36)
  holder!: string;

  @CountColumn()
  fence!: number;

  @InstantColumn({ name: 'expires_at' })
  expiresAt!: Date;
}
