export { begins, tenantsOf } from './matching';
export type { Condition } from './matching';
export { SearchModule } from './search.module';
export { firstTerms, keepTerms, sourceOf } from './tenant-terms';
export { termsOf, wordsOf } from './terms';
export type { Findable } from './terms';
