import { defineConfig } from 'rolldown';
import root from '../../../rolldown.config.mjs';

/** One process that reports, as a program that a spec can kill; the spec names the folder. */
export default defineConfig({
  ...root,
  input: { reporting: 'libs/conversations/test/reporting-process.ts' },
});
