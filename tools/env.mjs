// Where things lie, and the configuration of a stack on this machine: .env, generated secrets, addresses.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export const root = join(import.meta.dirname, '..');
export const data = join(root, '.data');
export const logs = join(data, 'logs');
/** What bin/start alone writes. */
export const local = join(data, 'local');
const runFile = join(data, 'run.json');
const secretsFile = join(data, 'secrets.json');

/** What is set in the shell wins over .env. */
export function loadDotEnv() {
  const file = join(root, '.env');
  if (!existsSync(file)) return;
  for (const [name, value] of Object.entries(parseEnv(readFileSync(file, 'utf8'))))
    if (value !== '') process.env[name] ??= value;
}

/** Made once and kept: sessions, keys and encrypted mail survive a restart. */
export function localSecrets() {
  const kept = readJson(secretsFile);
  if (kept) return kept;
  const made = freshSecrets();
  writeJson(secretsFile, made);
  return made;
}

export function freshSecrets() {
  const secret = () => randomBytes(32).toString('base64url');
  return { secret: secret(), portalSecret: secret(), databasePassword: secret() };
}

/** Somebody on this machine who can issue licences, made once: bin/tenantry licence issue --key …-issuer.json */
export function localIssuer(folder) {
  const issuer = join(folder, 'licence-issuer.json');
  if (!existsSync(issuer)) {
    const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const kid = `local-${x.slice(0, 8)}`;
    writeJson(join(folder, 'licence-keys.json'), { keys: [{ kty, crv, kid, x }] });
    writeJson(issuer, { kty, crv, kid, x, d });
  }
  return issuer;
}

/** The environment of API, CLI and portal, but for the database. What the caller's environment sets is kept. */
export function stackEnv({ ports, secrets, folder = local, env = process.env }) {
  const licenceKeys = join(folder, 'licence-keys.json');
  return {
    ...env,
    SECRET: env.SECRET || secrets.secret,
    PORTAL_SECRET: env.PORTAL_SECRET || secrets.portalSecret,
    // Some shells export the machine's name under this one.
    HOST: '127.0.0.1',
    API_PORT: String(ports.api),
    PORTAL_PORT: String(ports.portal),
    PLATFORM_HOST: env.PLATFORM_HOST || 'cx.localhost',
    CONSOLE_HOST: env.CONSOLE_HOST || 'console.localhost',
    MANAGED_HOSTS: env.MANAGED_HOSTS || '{slug}.localhost',
    PUBLIC_SCHEME: env.PUBLIC_SCHEME || 'http',
    PUBLIC_PORT: env.PUBLIC_PORT || String(ports.portal),
    SMTP_URL: env.SMTP_URL || `smtp://127.0.0.1:${ports.smtp}`,
    LICENCE_KEYS: env.LICENCE_KEYS || (existsSync(licenceKeys) ? licenceKeys : ''),
    FILES: env.FILES || join(folder, 'files'),
    MAIL_FROM: env.MAIL_FROM || 'Tenantry <no-reply@tenantry.test>',
  };
}

/** What people type into a browser. */
export function addresses(env, ports) {
  const at = (host) => `${env.PUBLIC_SCHEME}://${host}:${env.PUBLIC_PORT}`;
  return {
    console: at(env.CONSOLE_HOST),
    platform: at(env.PLATFORM_HOST),
    managed: at(env.MANAGED_HOSTS),
    api: `http://127.0.0.1:${ports.api}`,
    inbox: env.SMTP_URL === `smtp://127.0.0.1:${ports.smtp}` ? `http://localhost:${ports.inbox}` : null,
  };
}

/** Who runs here and at which addresses; without addresses it is still starting. */
export const writeRun = (run) => writeJson(runFile, { pid: process.pid, ...run });

export function forgetRun() {
  if (readJson(runFile)?.pid === process.pid) rmSync(runFile);
}

/** The bin/start that runs in this folder, or null. */
export function runningStart() {
  const run = readJson(runFile);
  return run && isStart(run.pid) ? run : null;
}

function isStart(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  const commandLine = `/proc/${pid}/cmdline`;
  // A number can belong to another program by now.
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('start.mjs');
}

export function readJson(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new Error(`${file} is not valid JSON. Remove it, or begin anew with bin/start --reset.`);
  }
}

/** Readable by its owner only; whole or not at all. */
export function writeJson(file, value) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
