import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@tenantry/accounts';
import { ArchivesModule } from '@tenantry/archives';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { ExportFiles } from './export-files.service';
import { ExportLetters, Places } from './export-letters.service';
import { Export } from './export.entity';
import { ExportsJob } from './exports.job';
import { ExportsRouter } from './exports.router';
import { Exports } from './exports.service';
import { Leftovers } from './leftovers.service';
import { Turns } from './turns.service';

@Module({
  imports: [TypeOrmModule.forFeature([Export]), AccountsModule, ArchivesModule, MailModule, TenantsModule],
  providers: [ExportFiles, ExportLetters, Exports, ExportsJob, ExportsRouter, Leftovers, Places, Turns],
  exports: [Exports, ExportsRouter],
})
export class ExportsModule {}
