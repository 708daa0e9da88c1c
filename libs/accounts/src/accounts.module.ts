import { Module } from '@nestjs/common';
import { TenantsModule } from '@tenantry/tenants';
import { AccountsRouter } from './accounts.router';
import { ApiKeys } from './api-keys.service';
import { Operators } from './operators.service';
import { SignIns } from './sign-ins.service';
import { Users } from './users.service';

@Module({
  imports: [TenantsModule],
  providers: [Users, Operators, SignIns, ApiKeys, AccountsRouter],
  exports: [Users, Operators, SignIns, ApiKeys, AccountsRouter],
})
export class AccountsModule {}
