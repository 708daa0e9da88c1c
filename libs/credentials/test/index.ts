export { badHash } from './hashes';
