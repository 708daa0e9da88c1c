export { Bundle } from './bundle';
export { CONSOLE, installation, SHARED, vault } from './installation';
export { watchStatements } from './statements';
export { untilOneWaits } from './waiting';
export { obey, Victims } from './victims';
export type { DieAt } from './victims';
