import { searchKey } from '@tenantry/kernel';

/** The shared host in place of a tenant's: there the company is typed too. */
const SHARED = 'platform';

/** What attempts are counted by: the words typed, in one spelling. `host` is null on the shared one. */
export const typedAs = (host: string | null, company: string, login: string): string[] => [
  host ?? SHARED,
  searchKey(company),
  login,
];

/** All that may have been typed for these logins of one tenant. */
export function spellingsOf(
  tenant: { slug: string; companyName: string; hosts: readonly string[] },
  logins: readonly string[],
): string[][] {
  return logins.flatMap((login) => [
    ...tenant.hosts.map((host) => typedAs(host, '', login)),
    ...[tenant.slug, tenant.companyName].map((company) => typedAs(null, company, login)),
  ]);
}
