import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { PasswordsModule } from '@tenantry/passwords';
import { AccessTokens } from './access-tokens';
import { KnownDevices } from './known-devices';
import { OneTimeToken } from './one-time-token.entity';
import { OneTimeTokens } from './one-time-tokens.service';
import { Refreshes } from './refreshes.service';
import { Sessions } from './sessions.service';
import { SignInAttempt, SignInSession, SignInSuccession } from './sign-in.entity';
import { SweepJob } from './sweep.job';
import { Throttle } from './throttle';

const offered = [KnownDevices, OneTimeTokens, Refreshes, Sessions, SweepJob, Throttle];

@Module({
  imports: [
    PasswordsModule,
    TypeOrmModule.forFeature([OneTimeToken, SignInSession, SignInSuccession, SignInAttempt]),
  ],
  providers: [AccessTokens, ...offered],
  exports: [PasswordsModule, ...offered],
})
export class CredentialsModule {}
