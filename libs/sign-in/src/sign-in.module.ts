import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CredentialsModule } from '@tenantry/credentials';
import { TenantsModule } from '@tenantry/tenants';
import { Gate } from './gate.service';
import { OwnPasswords } from './own-passwords.service';
import { SignInRouter } from './sign-in.router';
import { SignIns } from './sign-ins.service';

const offered = [SignInRouter, SignIns];

@Module({
  imports: [CredentialsModule, AccountsModule, TenantsModule],
  providers: [Gate, OwnPasswords, ...offered],
  exports: offered,
})
export class SignInModule {}
