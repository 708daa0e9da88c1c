/** The product under test, as `tools/with-stack.mjs` started it. */
export interface Stack {
  console: string;
  /** The shared sign-in. */
  platform: string;
  /** A tenant's host, with `{slug}` to fill in. */
  managed: string;
  api: string;
  /** The mail catcher's list of mails, as JSON. */
  inbox: string;
  ports: { portal: number; api: number; smtp: number; inbox: number; database: number };
  databaseUrl: string;
  /** The service key that the demo data brought. */
  demoKey: string | null;
  /** The file with the private key of whom this stack believes licences. */
  issuer: string;
  /** Tenantry's command line against this stack: run `program` with node and `env`. */
  cli: { program: string; env: Record<string, string> };
}

const given = process.env['E2E_STACK'];
if (!given) throw new Error('E2E_STACK is not set: run the journeys with `npm run test:e2e`');

export const stack = JSON.parse(given) as Stack;

export const tenantAt = (slug: string): string => stack.managed.replace('{slug}', slug);
