import { randomInt } from 'node:crypto';
import { DomainError, isId } from '@tenantry/kernel';
import { latin } from './latin';

const shape = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/;

/** Names that a stranger could take for the platform's own, or that it needs as hosts. */
const reserved = new Set(
  `about abuse account accounts admin administrator admins api apis app apps assets auth autoconfig autodiscover
   billing blog broadcasthost cdn chat cname console contact cx dashboard demo dev developer developers dns docs
   email example ftp gate ghost graphql health help helpdesk host hostmaster http https imap info internal invalid
   is isatap kb local localdomain localhost login logout mail mailer marketing metrics mx news noc null ns ns1 ns2
   operator operators ops platform pop pop3 portal postmaster prod production proxy public register root sales
   security server service services settings shop signin signup sip smtp ssl ssladmin sso staging static stats
   status store support sys sysadmin system tenant tenantry tenants test testing tls undefined unknown usenet user
   users uucp voice webmail webmaster wpad www www1 www2 www3 xmpp`.split(/\s+/),
);

export type SlugFault = 'malformed' | 'reserved';

/** The one rule for short names, wherever a slug or a host label is chosen. */
export function slugFault(slug: string): SlugFault | null {
  // `xn--` is punycode; a slug in the shape of an id could not be told from one.
  if (!shape.test(slug) || slug.slice(2, 4) === '--' || isId(slug)) return 'malformed';
  return reserved.has(slug) ? 'reserved' : null;
}

export const slugSentences: Record<SlugFault | 'taken', string> = {
  malformed: 'The short name has 2 to 40 small letters a to z, digits and inner hyphens.',
  reserved: 'This short name is reserved.',
  taken: 'This short name belongs to another tenant.',
};

export const slugTaken = () =>
  new DomainError('conflict', slugSentences.taken, { field: 'slug', code: 'slug_taken' });

/** A well-formed slug out of a company name; `tenant-` and random letters where nothing of it remains. */
export function slugOf(companyName: string): string {
  const slug = latin(companyName)
    .replace(/&/g, ' and ')
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  const fault = slugFault(slug);
  if (fault === 'reserved') return numbered(slug, 2);
  return fault ? randomSlug() : slug;
}

export function randomSlug(): string {
  const letter = () => 'abcdefghjkmnpqrstuvwxyz23456789'[randomInt(31)];
  return `tenant-${letter()}${letter()}${letter()}${letter()}`;
}

/** The candidate itself, then with -2, -3 …, never longer than a slug may be. */
export const numbered = (slug: string, number: number): string =>
  number === 1 ? slug : `${slug.slice(0, 40 - 1 - String(number).length).replace(/-+$/, '')}-${number}`;
