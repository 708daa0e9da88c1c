import { Platform } from '@tenantry/kernel';
import type { LicenceKey } from '@tenantry/kernel';
import { trustedKeys } from '@tenantry/licence';
import { Failure } from './command';

/** The command line's view of the environment, which bin/tenantry fills; nothing else here reads it. */
export const settings = {
  get databaseUrl(): string {
    return needed('DATABASE_URL');
  },
  get secret(): string {
    return needed('SECRET');
  },
  get platform(): Platform {
    return new Platform({
      platformHost: needed('PLATFORM_HOST'),
      consoleHost: needed('CONSOLE_HOST'),
      managedHosts: process.env['MANAGED_HOSTS'] ?? '',
      scheme: process.env['PUBLIC_SCHEME'] === 'http' ? 'http' : 'https',
      port: process.env['PUBLIC_PORT'] ?? '',
      portalSecret: process.env['PORTAL_SECRET'] ?? '',
      mailFrom: needed('MAIL_FROM'),
      smtpUrl: needed('SMTP_URL'),
      ingestLanes: 3,
      licenceKeys: settings.licenceKeys,
      files: needed('FILES'),
    });
  },
  /** Whose licences are believed. */
  get licenceKeys(): LicenceKey[] {
    try {
      return trustedKeys(process.env['LICENCE_KEYS'] ?? '');
    } catch (error) {
      throw new Failure(`LICENCE_KEYS: ${(error as Error).message}`);
    }
  },
  /** Where product services report to. */
  get api(): string {
    return process.env['TENANTRY_API'] || `http://127.0.0.1:${process.env['API_PORT'] || 4301}`;
  },
  get key(): string | undefined {
    return process.env['TENANTRY_KEY'] || undefined;
  },
};

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Failure(`${name} is not set; see .env.example.`);
  return value;
}
