export { ExportFiles } from '../src/export-files.service';
export { Leftovers } from '../src/leftovers.service';
export { TurnOver, Turns } from '../src/turns.service';
