export { contentOf } from './content';
export type { Content, Manifest } from './content';
export { ExportFiles } from '../src/export-files.service';
export { ExportWriter } from '../src/export-writer.service';
export { kinds, leftOut } from '../src/kinds';
export { Leftovers } from '../src/leftovers.service';
export { TurnOver, Turns } from '../src/turns.service';
