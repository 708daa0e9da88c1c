const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data', '<rootDir>/apps/portal/build'],
  moduleNameMapper: {
    '^@tenantry/([^/]+)/test$': '<rootDir>/libs/$1/test/index.ts',
    '^@tenantry/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
  },
  setupFiles: ['reflect-metadata'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/apps/e2e/'],
    },
    {
      ...shared,
      displayName: 'db',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.db-spec.ts'],
      setupFilesAfterEnv: ['<rootDir>/tools/db-spec.setup.ts'],
    },
  ],
};
