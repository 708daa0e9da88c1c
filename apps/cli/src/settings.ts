import { Failure } from './command';

/** The command line's view of the environment, which bin/tenantry has filled. */
export function settings() {
  const { env } = process;
  return {
    get databaseUrl(): string {
      if (!env['DATABASE_URL']) throw new Failure('DATABASE_URL is not set: it says which database.');
      return env['DATABASE_URL'];
    },
    apiUrl: env['TENANTRY_API'] || `http://127.0.0.1:${env['API_PORT'] || 4301}`,
    apiKey: env['TENANTRY_KEY'] || undefined,
  };
}
