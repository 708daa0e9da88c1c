import { defineConfig } from 'rolldown';
import root from '../../../rolldown.config.mjs';

/** The sender alone, as a program that a crash spec can kill; the spec names the folder. */
export default defineConfig({ ...root, input: { sender: 'libs/mail/test/sender-process.ts' } });
