import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialsModule } from '@tenantry/credentials';
import { MailModule } from '@tenantry/mail';
import { SecondFactorsModule } from '@tenantry/second-factors';
import { QuotasModule, Recount } from '@tenantry/quotas';
import { TenantsModule } from '@tenantry/tenants';
import { Audience, ThresholdsModule } from '@tenantry/thresholds';
import { AccountChanges } from './account-changes.service';
import { AddressCorrections } from './address-corrections.service';
import { AccountLetters } from './account-letters.service';
import { ActivationsRouter } from './activations.router';
import { Activations } from './activations.service';
import { Correspondents } from './correspondents.service';
import { FormerAddresses } from './former-addresses.service';
import { Invitations } from './invitations.service';
import { Logins } from './logins.service';
import { Operator } from './operator.entity';
import { OperatorInvitations } from './operator-invitations.service';
import { OperatorsRouter } from './operators.router';
import { Operators } from './operators.service';
import { Profiles } from './profiles.service';
import { Traces } from './traces.service';
import { User } from './user.entity';
import { UserList } from './user-list.service';
import { UsersRouter } from './users.router';
import { Users } from './users.service';

const inner = [
  AccountChanges,
  AccountLetters,
  AddressCorrections,
  Activations,
  FormerAddresses,
  Invitations,
  OperatorInvitations,
  Profiles,
  Traces,
  UserList,
];
const offered = [ActivationsRouter, Correspondents, Logins, Operators, OperatorsRouter, Users, UsersRouter];

@Module({
  imports: [
    TypeOrmModule.forFeature([Operator, User]),
    CredentialsModule,
    SecondFactorsModule,
    TenantsModule,
    MailModule,
    QuotasModule,
    ThresholdsModule,
  ],
  providers: [...inner, ...offered],
  exports: offered,
})
export class AccountsModule {
  constructor(audience: Audience, recount: Recount, users: Users) {
    audience.register((tenantId) => users.adminsOf(tenantId));
    recount.register('agents', () => users.holdingUnits());
  }
}
