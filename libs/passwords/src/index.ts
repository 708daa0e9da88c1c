export { checkPassword, MAX_PASSWORD } from './password-rules';
export { Passwords, readablePassword } from './passwords';
export { PasswordsModule } from './passwords.module';
