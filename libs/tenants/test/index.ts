import type { NewTenant } from '../src';

let number = 0;

/** A company like many, with a short name of its own. */
export function aTenant(change: Partial<NewTenant> = {}): NewTenant {
  const slug = change.slug ?? `tenant-${++number}`;
  return {
    companyName: `Company ${slug}`,
    slug,
    size: '11-50',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    language: 'en',
    notification: 'activation_link',
    managedHost: false,
    ...change,
  };
}
