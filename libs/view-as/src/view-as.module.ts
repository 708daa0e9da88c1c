import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialsModule } from '@tenantry/credentials';
import { TenantsModule } from '@tenantry/tenants';
import { SupportAccess } from './support-access.entity';
import { SupportAccesses } from './support-access.service';
import { SupportView } from './support-view.entity';
import { ViewAsRouter } from './view-as.router';
import { ViewCodes } from './view-codes.service';
import { ViewEndingsJob } from './view-endings.job';
import { ViewEndings } from './view-endings.service';
import { ViewList } from './view-list.service';
import { ViewLog } from './view-log.service';
import { Views } from './views.service';

@Module({
  imports: [TypeOrmModule.forFeature([SupportAccess, SupportView]), CredentialsModule, TenantsModule],
  providers: [
    SupportAccesses,
    ViewAsRouter,
    ViewCodes,
    ViewEndings,
    ViewEndingsJob,
    ViewList,
    ViewLog,
    Views,
  ],
  exports: [ViewAsRouter],
})
export class ViewAsModule {}
