import { defineConfig } from 'rolldown';

const external = (id) =>
  !id.startsWith('.') &&
  !id.startsWith('/') &&
  !id.startsWith('@tenantry/') &&
  !id.startsWith('@oxc-project/runtime');

export default defineConfig({
  input: { api: 'apps/api/src/main.ts', cli: 'apps/cli/src/main.ts' },
  platform: 'node',
  external,
  tsconfig: './tsconfig.base.json',
  output: { dir: 'dist', format: 'esm', sourcemap: true, keepNames: true },
});
