export { ApiKeys } from './api-keys.service';
export type { NewApiKey } from './api-keys.service';
export { KeysModule } from './keys.module';
