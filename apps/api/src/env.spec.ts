import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEnv } from './env';

const deployed = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://tenantry:pw@db:3306/tenantry',
  SECRET: 's'.repeat(32),
  PORTAL_SECRET: 'p'.repeat(32),
  PLATFORM_HOST: 'cx.example.com',
  CONSOLE_HOST: 'console.example.com',
  SMTP_URL: 'smtps://user:pw@smtp.example.com',
  MAIL_FROM: 'Tenantry <no-reply@example.com>',
  FILES: '/var/lib/tenantry',
};

describe('the configuration', () => {
  it('needs nothing on a machine of ones own', () => {
    const env = readEnv({});
    expect(env.platform).toMatchObject({
      platformHost: 'cx.localhost',
      managedHosts: '{slug}.localhost',
      port: '4300',
    });
    expect(env.listen).toEqual({ host: '127.0.0.1', port: 4301 });
    expect(env.trustProxy).toBe(false);
  });

  it('has no secret that everybody knows once it is deployed', () => {
    expect(() => readEnv({ NODE_ENV: 'production' })).toThrow(/SECRET: Set it to 32 random bytes/);
    expect(() => readEnv({ PLATFORM_HOST: 'cx.example.com' })).toThrow(/DATABASE_URL: Set it to an address/);
  });

  it('names every variable at fault, and what to do', () => {
    expect(() => readEnv({ ...deployed, SECRET: 'short', API_PORT: '99999', MAIL_FROM: 'nobody' })).toThrow(
      [
        'The configuration is not complete.',
        '  SECRET: Make it at least 32 bytes long.',
        '  MAIL_FROM: Set it to a mail address, with or without a name before it.',
        '  API_PORT: Set it to a port number.',
      ].join('\n'),
    );
  });

  it('offers managed hosts and a port in links only where they are set', () => {
    const { platform } = readEnv(deployed);
    expect(platform).toMatchObject({ managedHosts: '', scheme: 'https', port: '' });
    expect(readEnv({ MANAGED_HOSTS: '', PUBLIC_PORT: '' }).platform).toMatchObject({
      managedHosts: '',
      port: '',
    });
  });

  it.each([
    'example.com',
    '{slug}',
    '{slug}.{slug}.example.com',
    'x_{slug}.exämple.com',
    '{slug}.example.com:80',
  ])('refuses %s as a pattern of hosts', (pattern) => {
    const accepted = pattern === '{slug}';
    const read = () => readEnv({ ...deployed, MANAGED_HOSTS: pattern });
    if (accepted) expect(read).not.toThrow();
    else expect(read).toThrow(/MANAGED_HOSTS/);
  });

  it.each([
    ['', false],
    ['0', false],
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
  ])('trusts the proxies of %p', (text, expected) => {
    expect(readEnv({ TRUST_PROXY: text }).trustProxy).toEqual(expected);
  });

  it('keeps files in a folder that is the same wherever it is read', () => {
    expect(readEnv(deployed).platform.files).toBe('/var/lib/tenantry');
    expect(readEnv({ FILES: 'kept' }).platform.files).toBe(resolve('kept'));
    expect(() => readEnv({ ...deployed, FILES: '' })).toThrow(/FILES: Set it to a folder/);
  });

  it('believes licences of those whose public keys are set, and of nobody else', () => {
    const key = { kty: 'OKP', crv: 'Ed25519', kid: 'vendor', x: 'A'.repeat(43) };
    expect(readEnv(deployed).platform.licenceKeys).toEqual([]);
    const { platform } = readEnv({ ...deployed, LICENCE_KEYS: JSON.stringify({ keys: [key] }) });
    expect(platform.licenceKeys).toEqual([{ kid: 'vendor', x: key.x }]);
    const withPrivate = JSON.stringify({ ...key, d: key.x });
    expect(() => readEnv({ ...deployed, LICENCE_KEYS: withPrivate })).toThrow(
      /LICENCE_KEYS: It holds a private key, .* Set it to/,
    );
    expect(() => readEnv({ ...deployed, LICENCE_KEYS: '/nowhere.json' })).toThrow(/LICENCE_KEYS: ENOENT/);
  });

  it('refuses a console on the shared host', () => {
    expect(() => readEnv({ CONSOLE_HOST: 'cx.localhost' })).toThrow(/host of its own/);
  });
});
