import { Module } from '@nestjs/common';
import { TenantsModule } from '@tenantry/tenants';
import { ArchiveWriter } from './archive-writer.service';

@Module({
  imports: [TenantsModule],
  providers: [ArchiveWriter],
  exports: [ArchiveWriter],
})
export class ArchivesModule {}
