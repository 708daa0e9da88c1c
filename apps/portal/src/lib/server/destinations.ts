import type { Place } from '#lib/palette/places';
import { may } from '#lib/rights';
import { m } from '#messages';

const shown = 8;
/** Of so few, the pages of each are offered too. */
const few = 2;

/** Tenants that the words find, for the palette and for the page that stands in for it. */
export async function tenantsFound({ api, who }: App.Locals, words: string): Promise<Place[]> {
  if (!words) return [];
  const mayView = may('console', who?.role, 'view');
  const { items } = await api.tenants.list.query({ search: words.slice(0, 255), sort: 'name', limit: shown });
  return items.flatMap(({ id, companyName, slug }) => {
    const at = `/tenants/${id}`;
    const own: Place = { href: at, label: companyName, detail: slug, data: ['label', 'detail'] };
    const page = (path: string, detail: string): Place => ({
      href: at + path,
      label: companyName,
      detail,
      data: ['label'],
    });
    if (!mayView) return [{ ...own, href: `${at}/log` }];
    if (items.length > few) return [own];
    return [
      own,
      page('/subscription', m.nav_subscription()),
      page('/users', m.nav_users()),
      page('/permissions', m.nav_permissions()),
      page('/capabilities', m.nav_capabilities()),
      page('/log', m.palette_log_of()),
    ];
  });
}
