// The one place for ports: what listens where on a developer's machine, and which variable moves it.
import { createServer } from 'node:net';

export const ports = {
  portal: { port: 4300, variable: 'PORTAL_PORT', what: 'the portal' },
  api: { port: 4301, variable: 'API_PORT', what: 'the API' },
  smtp: { port: 4302, variable: 'MAIL_SMTP_PORT', what: 'the mail catcher (SMTP)' },
  inbox: { port: 4303, variable: 'MAIL_INBOX_PORT', what: 'the mail inbox (web)' },
  database: { port: 4306, variable: 'DATABASE_PORT', what: 'the private database' },
};

/** The usual ports, each moved by its variable. */
export function usualPorts(env = process.env) {
  return Object.fromEntries(
    Object.entries(ports).map(([name, { port, variable }]) => {
      const chosen = Number(env[variable] || port);
      if (!Number.isInteger(chosen) || chosen < 1 || chosen > 65535)
        throw new Error(`${variable} is not a port number: ${env[variable]}`);
      return [name, chosen];
    }),
  );
}

/** Ports nobody listens on, below the range from which outgoing connections take theirs. */
export async function freePorts() {
  const found = {};
  let candidate = 20_000 + Math.floor(Math.random() * 10_000);
  for (const name of Object.keys(ports)) {
    while (await isTaken(candidate)) candidate++;
    found[name] = candidate++;
  }
  return found;
}

export function isTaken(port) {
  const tries = ['127.0.0.1', '::'].map(
    (host) =>
      new Promise((resolve) => {
        const server = createServer();
        server.once('error', (error) => resolve(error.code === 'EADDRINUSE' || error.code === 'EACCES'));
        server.listen({ port, host, exclusive: true, ipv6Only: host === '::' }, () =>
          server.close(() => resolve(false)),
        );
      }),
  );
  return Promise.all(tries).then((taken) => taken.includes(true));
}

/** Throws one sentence per port that is in use. */
export async function assertFree(chosen) {
  const sentences = [];
  for (const [name, port] of Object.entries(chosen)) {
    if (!(await isTaken(port))) continue;
    const { variable, what } = ports[name];
    sentences.push(
      `Port ${port} for ${what} is in use. Stop what uses it, or set ${variable} to another port.`,
    );
  }
  if (sentences.length > 0) throw new Error(sentences.join('\n'));
}
