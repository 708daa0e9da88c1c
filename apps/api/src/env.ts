import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { normaliseHost } from '@tenantry/kernel';
import type { PlatformValues } from '@tenantry/kernel';
import { trustedKeys } from '@tenantry/licence';
import { z } from 'zod';

export interface Env {
  databaseUrl: string;
  /** Every key of the installation is derived from it. */
  secret: string;
  platform: PlatformValues;
  listen: { host: string; port: number };
  /** Whose forwarding headers are believed: nobody's, so many hops', or these addresses'. */
  trustProxy: false | number | string[];
  logLevel: string;
}

/** On names that only this machine resolves nothing is worth a secret, so that nothing need be set. */
const local = {
  PLATFORM_HOST: 'cx.localhost',
  CONSOLE_HOST: 'console.localhost',
  MANAGED_HOSTS: '{slug}.localhost',
  DATABASE_URL: 'mysql://root@127.0.0.1:4306/tenantry',
  SECRET: 'known to everybody: only for a machine of ones own',
  PORTAL_SECRET: 'known to everybody: only for a portal of ones own',
  PUBLIC_SCHEME: 'http',
  PUBLIC_PORT: '4300',
  SMTP_URL: 'smtp://127.0.0.1:4302',
  MAIL_FROM: 'Tenantry <no-reply@tenantry.test>',
  FILES: '.data/local/files',
};
const deployed = { MANAGED_HOSTS: '', PUBLIC_SCHEME: 'https', PUBLIC_PORT: '' };

const host = z
  .string('Set it to a host name, such as cx.example.com.')
  .refine((name) => normaliseHost(name) === name, 'Set it to a host name in small letters, without a port.');
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'Set it to a port number.')
  .transform(Number)
  .refine((number) => number <= 65_535, 'Set it to a port number.');
const secret = z
  .string('Set it to 32 random bytes or more, such as the output of `openssl rand -base64 32`.')
  .refine((text) => Buffer.byteLength(text) >= 32, 'Make it at least 32 bytes long.');
const url = (schemes: string[]) => {
  const help = `Set it to an address such as ${schemes[0]}//user:password@host:port.`;
  return z
    .string(help)
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), help);
};

const schema = z.object({
  DATABASE_URL: url(['mysql:', 'mariadb:']),
  SECRET: secret,
  PORTAL_SECRET: secret,
  PLATFORM_HOST: host,
  CONSOLE_HOST: host,
  MANAGED_HOSTS: z
    .string()
    .refine(
      (pattern) => pattern === '' || isPattern(pattern),
      'Set it to a pattern such as {slug}.example.com, or leave it empty.',
    ),
  PUBLIC_SCHEME: z.enum(['http', 'https'], 'Set it to http or https.'),
  PUBLIC_PORT: z.string().regex(/^\d{0,5}$/, 'Set it to a port number, or leave it empty.'),
  SMTP_URL: url(['smtp:', 'smtps:']),
  MAIL_FROM: z
    .string('Set it to the sender of all mail, such as "Tenantry <no-reply@example.com>".')
    .regex(/^[^\r\n]*[^\s<>@]+@[^\s<>@]+>?$/, 'Set it to a mail address, with or without a name before it.'),
  FILES: z
    .string('Set it to a folder that every process of the API can read and write, such as /var/lib/tenantry.')
    .transform((folder) => resolve(folder)),
  HOST: z
    .string()
    .default('127.0.0.1')
    .refine((address) => isIP(address) > 0, 'Set it to the address to listen on, such as 0.0.0.0.'),
  API_PORT: port.default(4301),
  INGEST_LANES: z
    .string()
    .regex(/^([1-9]|1[0-6])$/, 'Set it to a number from 1 to 16.')
    .transform(Number)
    .default(3),
  LICENCE_KEYS: z
    .string()
    .default('')
    .transform((setting, { addIssue }) => {
      try {
        return trustedKeys(setting);
      } catch (error) {
        addIssue(
          `${(error as Error).message} Set it to the issuers’ public keys or to the file that holds them.`,
        );
        return z.NEVER;
      }
    }),
  OPERATOR_TOTP: z.enum(['required', 'optional'], 'Set it to required or optional.').default('optional'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'Set it to debug, info, warn or error.')
    .default('info'),
  TRUST_PROXY: z
    .string()
    .default('')
    .refine(isProxyList, 'Set it to a number of proxies, or to their addresses with commas between.'),
});

function isPattern(pattern: string): boolean {
  const parts = pattern.split('{slug}');
  return (
    parts.length === 2 && ['a1', 'a-b'].every((slug) => normaliseHost(parts.join(slug)) === parts.join(slug))
  );
}

function isProxyList(text: string): boolean {
  if (/^\d?$/.test(text)) return true;
  return text.split(',').every((entry) => isIP(entry.trim().replace(/\/\d{1,3}$/, '')) > 0);
}

function trustProxy(text: string): Env['trustProxy'] {
  if (text === '' || text === '0') return false;
  return /^\d$/.test(text) ? Number(text) : text.split(',').map((entry) => entry.trim());
}

/** A variable that is set to nothing counts as missing, but for these two, where nothing says something. */
const mayBeEmpty = new Set(['MANAGED_HOSTS', 'PUBLIC_PORT']);

/** Configuration out of the environment, which nothing else reads; every fault is named at once. */
export function readEnv(variables: Record<string, string | undefined> = process.env): Env {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => value || (value === '' && mayBeEmpty.has(name))),
  );
  const platformHost = set['PLATFORM_HOST'] ?? local.PLATFORM_HOST;
  const isLocal = /(^|\.)localhost$/.test(platformHost) && set['NODE_ENV'] !== 'production';
  const parsed = schema.safeParse({ ...(isLocal ? local : deployed), ...set });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The configuration is not complete.\n${faults.join('\n')}`);
  }
  const env = parsed.data;
  if (env.PLATFORM_HOST === env.CONSOLE_HOST)
    throw new Error('CONSOLE_HOST and PLATFORM_HOST are the same. Give the console a host of its own.');
  return {
    databaseUrl: env.DATABASE_URL,
    secret: env.SECRET,
    platform: {
      platformHost: env.PLATFORM_HOST,
      consoleHost: env.CONSOLE_HOST,
      managedHosts: env.MANAGED_HOSTS,
      scheme: env.PUBLIC_SCHEME,
      port: env.PUBLIC_PORT,
      portalSecret: env.PORTAL_SECRET,
      mailFrom: env.MAIL_FROM,
      smtpUrl: env.SMTP_URL,
      ingestLanes: env.INGEST_LANES,
      operatorTotp: env.OPERATOR_TOTP,
      licenceKeys: env.LICENCE_KEYS,
      files: env.FILES,
    },
    listen: { host: env.HOST, port: env.API_PORT },
    trustProxy: trustProxy(env.TRUST_PROXY),
    logLevel: env.LOG_LEVEL,
  };
}
