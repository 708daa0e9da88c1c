/** The portal server's settings; `server.mjs` reads its own port, nothing else reads the environment. */
const env = process.env;
const api = `http://${env['API_HOST'] ?? '127.0.0.1'}:${env['API_PORT'] ?? '4301'}`;

export const config = {
  apiUrl: `${api}/trpc`,
  downloadUrl: `${api}/download`,
  portalSecret: env['PORTAL_SECRET'] ?? '',
  consoleHost: env['CONSOLE_HOST'] ?? 'console.localhost',
  /** How a managed host is named, for showing it before it exists. */
  managedHosts: env['MANAGED_HOSTS'] ?? '{slug}.localhost',
};
