import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CredentialsModule } from '@tenantry/credentials';
import { MailModule } from '@tenantry/mail';
import { SecondFactorsModule } from '@tenantry/second-factors';
import { TenantsModule } from '@tenantry/tenants';
import { EmailChanges } from './email-changes.service';
import { NewPasswords } from './new-passwords.service';
import { OwnAccessRouter } from './own-access.router';
import { OwnPasswords } from './own-passwords.service';
import { OwnSecondFactor } from './own-second-factor.service';
import { OwnSessions } from './own-sessions.service';
import { People } from './people.service';
import { Proofs } from './proofs.service';
import { ResetRequests } from './reset-requests.service';
import { SecurityLetters } from './security-letters.service';

@Module({
  imports: [CredentialsModule, SecondFactorsModule, AccountsModule, TenantsModule, MailModule],
  providers: [
    EmailChanges,
    NewPasswords,
    OwnAccessRouter,
    OwnPasswords,
    OwnSecondFactor,
    OwnSessions,
    People,
    Proofs,
    ResetRequests,
    SecurityLetters,
  ],
  exports: [OwnAccessRouter],
})
export class OwnAccessModule {}
