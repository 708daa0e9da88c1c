export { ApiKeys } from './api-keys.service';
export type { NewApiKey } from './api-keys.service';
export { KeyChecks } from './key-checks.service';
export { KeysModule } from './keys.module';
export { KeysRouter } from './keys.router';
export type { KeyView } from './keys.router';
export { keyScopes, platformScopes } from './scopes';
