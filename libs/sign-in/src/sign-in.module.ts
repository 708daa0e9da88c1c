import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CredentialsModule } from '@tenantry/credentials';
import { TenantsModule } from '@tenantry/tenants';
import { Admissions } from './admissions.service';
import { FirstSteps } from './first-steps.service';
import { Gate } from './gate.service';
import { SignInRouter } from './sign-in.router';
import { SignIns } from './sign-ins.service';

const offered = [SignInRouter, SignIns];

@Module({
  imports: [CredentialsModule, AccountsModule, TenantsModule],
  providers: [Admissions, FirstSteps, Gate, ...offered],
  exports: offered,
})
export class SignInModule {}
