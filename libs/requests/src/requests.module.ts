import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccountsModule } from '@tenantry/accounts';
import { CapabilitiesModule } from '@tenantry/capabilities';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { Expansions } from './expansions.service';
import { RequestLetters } from './request-letters.service';
import { RequestList } from './request-list.service';
import { Request } from './request.entity';
import { RequestsRouter } from './requests.router';

@Module({
  imports: [
    TypeOrmModule.forFeature([Request]),
    AccountsModule,
    CapabilitiesModule,
    MailModule,
    TenantsModule,
  ],
  providers: [Expansions, RequestLetters, RequestList, RequestsRouter],
  exports: [RequestsRouter],
})
export class RequestsModule {}
