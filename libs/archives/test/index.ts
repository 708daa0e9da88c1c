export { contentOf } from './content';
export type { Content, Manifest } from './content';
export { kinds, leftOut } from '../src/kinds';
