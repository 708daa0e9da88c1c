import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@tenantry/mail';
import { TenantsModule } from '@tenantry/tenants';
import { AccessTokens } from './access-tokens';
import { AccountLetters } from './account-letters.service';
import { AccountsRouter } from './accounts.router';
import { Activations } from './activations.service';
import { Gate } from './gate.service';
import { Invitations } from './invitations.service';
import { Logins } from './logins.service';
import { OneTimeTokens } from './one-time-tokens.service';
import { Operator } from './operator.entity';
import { Operators } from './operators.service';
import { OwnPasswords } from './own-passwords.service';
import { Passwords } from './passwords';
import { Sessions } from './sessions.service';
import { SignInAttempt, SignInSession } from './sign-in.entity';
import { SignIns } from './sign-ins.service';
import { SweepJob } from './sweep.job';
import { Throttle } from './throttle';
import { OneTimeToken, User } from './user.entity';
import { Users } from './users.service';

const entities = [Operator, User, OneTimeToken, SignInSession, SignInAttempt];
const inner = [
  AccessTokens,
  AccountLetters,
  Activations,
  Gate,
  Invitations,
  Logins,
  OneTimeTokens,
  OwnPasswords,
  Passwords,
  Sessions,
  SweepJob,
  Throttle,
];
const offered = [Users, Operators, SignIns, AccountsRouter];

@Module({
  imports: [TypeOrmModule.forFeature(entities), TenantsModule, MailModule],
  providers: [...inner, ...offered],
  exports: offered,
})
export class AccountsModule {}
