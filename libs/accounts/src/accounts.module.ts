import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CredentialsModule } from '@tenantry/credentials';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { AccountLetters } from './account-letters.service';
import { AccountsRouter } from './accounts.router';
import { Activations } from './activations.service';
import { Invitations } from './invitations.service';
import { Logins } from './logins.service';
import { Operator } from './operator.entity';
import { Operators } from './operators.service';
import { User } from './user.entity';
import { Users } from './users.service';

const offered = [AccountsRouter, Logins, Operators, Users];

@Module({
  imports: [TypeOrmModule.forFeature([Operator, User]), CredentialsModule, TenantsModule, MailModule],
  providers: [AccountLetters, Activations, Invitations, ...offered],
  exports: offered,
})
export class AccountsModule {}
