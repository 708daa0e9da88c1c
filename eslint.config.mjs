// One configuration for the whole workspace. Rules work on syntax alone, so that all of it is linted in seconds;
// types are left to the type check.
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { floors } from './tools/lint-floors.mjs';

const environment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only apps/api/src/env.ts reads the environment: take the setting from there.',
};
const save = {
  // Templates have a procedure of that name.
  selector:
    "CallExpression[callee.property.name='save'][callee.object.type!='ThisExpression'][callee.object.property.name!='templates']",
  message:
    "save() reads before it writes and overwrites another tenant's row when given its id: insert, update or delete.",
};
const injected = {
  selector: 'CallExpression[callee.name="forwardRef"]',
  message: 'A circle between services: move what both need one floor down.',
};

export default ts.config(
  {
    ignores: [
      '**/node_modules/',
      '**/dist/',
      '**/build/',
      '**/.svelte-kit/',
      '.data/',
      '.nx/',
      'test-results/',
      'apps/portal/src/lib/paraglide/',
      'apps/portal/project.inlang/cache/',
    ],
  },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    // The classes that Nest injects are values, though they are written where types stand.
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: { emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    plugins: { tenantry: { rules: { floors } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'tenantry/floors': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-function': 'off',
      // The host decides which routes an address means: paths are written as the visitor sees them.
      'svelte/no-navigation-without-resolve': 'off',
      'no-restricted-syntax': ['error', environment, save, injected],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser }, globals: { ...globals.browser } },
    rules: {
      // Props are declared with `let` so that they can be bound.
      'prefer-const': 'off',
    },
  },
  {
    files: ['apps/portal/**/*.{ts,svelte}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@tenantry/*'],
              allowTypeImports: true,
              message:
                'The portal knows the types of router only: no code of the libs may reach the browser.',
            },
          ],
        },
      ],
      // No repositories here; a message may well be called "save".
      'no-restricted-syntax': ['error', environment],
    },
  },
  {
    // These read the environment by design, and speak to a terminal.
    files: [
      'apps/api/src/env.ts',
      'apps/api/src/main.ts',
      'apps/cli/**',
      'apps/portal/server.mjs',
      'apps/portal/src/hooks.ts',
      'apps/portal/src/hooks.{server,client}.ts',
      'apps/portal/src/lib/server/config.ts',
      'apps/e2e/**',
      'tools/**',
      'libs/database/src/scratch.ts',
      'libs/*/test/**',
      '**/*.spec.ts',
      '**/*.db-spec.ts',
      '*.mjs',
    ],
    rules: { 'no-console': 'off', 'no-restricted-syntax': ['error', save, injected] },
  },
);
