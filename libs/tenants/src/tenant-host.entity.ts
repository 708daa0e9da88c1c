import { Entity, Index } from 'typeorm';
import { AsciiColumn, CreatedAtColumn, IdColumn } from '@tenantry/database';

@Entity('tenant_hosts')
@Index('tenant_hosts_tenant', ['tenantId'])
export class TenantHost {
  @AsciiColumn(253, { primary: true })
  host!: string;

  @IdColumn({ name: 'tenant_id' })
  tenantId!: string;

  @AsciiColumn(16)
  kind!: 'managed' | 'custom';

  @AsciiColumn(16)
  state!: 'pending' | 'active' | 'misconfigured' | 'disabled';

  @CreatedAtColumn()
  createdAt!: Date;
}
