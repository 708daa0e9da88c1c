import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessTokens } from './access-tokens';
import { OneTimeToken } from './one-time-token.entity';
import { OneTimeTokens } from './one-time-tokens.service';
import { Passwords } from './passwords';
import { Sessions } from './sessions.service';
import { SignInAttempt, SignInSession } from './sign-in.entity';
import { SweepJob } from './sweep.job';
import { Throttle } from './throttle';

const offered = [OneTimeTokens, Passwords, Sessions, SweepJob, Throttle];

@Module({
  imports: [TypeOrmModule.forFeature([OneTimeToken, SignInSession, SignInAttempt])],
  providers: [AccessTokens, ...offered],
  exports: offered,
})
export class CredentialsModule {}
