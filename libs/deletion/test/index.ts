export { lastTables, tenantTables } from '../src/tables';
export { Filler } from './filler';
export { whereabouts } from './search';
