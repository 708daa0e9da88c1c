import { Module } from '@nestjs/common';
import { QuotasModule } from '@tenantry/quotas';
import { Candidates } from './candidates.service';
import { Diagnosis } from './diagnosis.service';
import { DirectoryRouter } from './directory.router';
import { Directory } from './directory.service';
import { SearchJob } from './search.job';
import { TenantPages } from './tenant-pages.service';
import { TenantRows } from './tenant-rows.service';
import { TermsOfOld } from './terms-of-old.service';

@Module({
  imports: [QuotasModule],
  providers: [
    Directory,
    Candidates,
    Diagnosis,
    TenantPages,
    TenantRows,
    TermsOfOld,
    SearchJob,
    DirectoryRouter,
  ],
  exports: [Directory, DirectoryRouter],
})
export class DirectoryModule {}
