import { defineConfig } from 'rolldown';
import root from '../../../rolldown.config.mjs';

/** The sender alone, as a program that a crash spec can kill. */
export default defineConfig({
  ...root,
  input: { sender: 'libs/mail/test/sender-process.ts' },
  output: { ...root.output, dir: process.env.OUT_DIR },
});
