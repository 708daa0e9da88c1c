import { jest } from '@jest/globals';

// A busy machine takes seconds to make or drop a schema; what hangs still ends.
jest.setTimeout(60_000);
