export { checkPassword, MAX_PASSWORD, Passwords, readablePassword } from '@tenantry/passwords';
export { CredentialsModule } from './credentials.module';
export { deviceOf } from './device';
export type { Device } from './device';
export { tenantOf } from './living-session';
export type {
  Holder,
  Person,
  Profile,
  SessionPrincipal,
  Subject,
  TenantOfHost,
  Viewer,
} from './living-session';
export { KnownDevices } from './known-devices';
export type { KnownDevice } from './known-devices';
export { OneTimeTokens } from './one-time-tokens.service';
export type { Purpose, TokenSubject } from './one-time-tokens.service';
export { Refreshes } from './refreshes.service';
export type { Refreshed } from './refreshes.service';
export { Sessions } from './sessions.service';
export { SweepJob } from './sweep.job';
export { accountKeyOf, Throttle } from './throttle';
export type { Attempt } from './throttle';
