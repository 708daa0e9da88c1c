import { defineConfig } from 'rolldown';
import root from '../../../rolldown.config.mjs';

/** One process that counts, as a program that a spec can kill; the spec names the folder. */
export default defineConfig({
  ...root,
  input: { counting: 'libs/quotas/test/counting-process.ts' },
});
