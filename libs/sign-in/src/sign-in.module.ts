import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CredentialsModule } from '@tenantry/credentials';
import { LicenceModule } from '@tenantry/licence';
import { PermissionsModule } from '@tenantry/permissions';
import { SecondFactorsModule } from '@tenantry/second-factors';
import { TenantsModule } from '@tenantry/tenants';
import { Admissions } from './admissions.service';
import { Challenges } from './challenges.service';
import { FirstSteps } from './first-steps.service';
import { Gate } from './gate.service';
import { SecondSteps } from './second-steps.service';
import { SignInRouter } from './sign-in.router';
import { SignIns } from './sign-ins.service';
import { Verdicts } from './verdicts.service';

const offered = [SignInRouter, SignIns];

@Module({
  imports: [
    CredentialsModule,
    SecondFactorsModule,
    AccountsModule,
    TenantsModule,
    PermissionsModule,
    LicenceModule,
  ],
  providers: [Admissions, Challenges, FirstSteps, Gate, SecondSteps, Verdicts, ...offered],
  exports: offered,
})
export class SignInModule {}
