import { wallToInstant } from '#lib/zones';

/** Columns beside the name, in the order they are shown. */
export const columnKeys = [
  'state',
  'host',
  'admin',
  'country',
  'size',
  'zone',
  'language',
  'licences',
  'ends',
  'over',
  'created',
] as const;
export type ColumnKey = (typeof columnKeys)[number];

/** What an auditor's account is not for. */
const ofUse: readonly ColumnKey[] = ['host', 'admin', 'licences', 'ends', 'over'];
const usual: readonly ColumnKey[] = ['state', 'country', 'licences', 'ends', 'created'];

export const sortKeys = ['created', 'name', 'country', 'used', 'ends'] as const;
type SortKey = (typeof sortKeys)[number];
export const sortOf: Partial<Record<ColumnKey | 'name', SortKey>> = {
  name: 'name',
  country: 'country',
  licences: 'used',
  ends: 'ends',
  created: 'created',
};

export const usedSteps = ['50', '75', '85', '95', '100'];
export const expirySteps = ['7', '30', '90'];

export interface ListView {
  search: string;
  state: '' | 'enabled' | 'disabled' | 'deleted';
  country: string;
  over: boolean;
  used: string;
  expires: string;
  fromDay: string;
  toDay: string;
  sort: SortKey;
  descending: boolean;
  columns: ColumnKey[];
}

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | undefined =>
  values.find((each) => each === value);

/** The address is the whole state of the list; what it says that we never offered is as if it said nothing. */
export function listView(query: URLSearchParams, mayView: boolean): ListView {
  const order = query.get('sort') ?? '';
  const sort = oneOf(sortKeys, order.replace(/^-/, ''));
  const isOfUse = sort === 'used' || sort === 'ends';
  const known = sort && (mayView || !isOfUse) ? sort : undefined;
  const chosen = query.getAll('column');
  const over = mayView && query.get('over') === 'yes';
  const columns = columnKeys.filter((key) =>
    chosen.length > 0 ? chosen.includes(key) : usual.includes(key) || (over && key === 'over'),
  );
  const country = query.get('country') ?? '';
  return {
    search: query.get('q')?.trim() ?? '',
    state: oneOf(['enabled', 'disabled', 'deleted'], query.get('state')) ?? '',
    country: /^[A-Z]{2}$/.test(country) ? country : '',
    over,
    used: (mayView && oneOf(usedSteps, query.get('used'))) || '',
    expires: (mayView && oneOf(expirySteps, query.get('expires'))) || '',
    fromDay: dayOf(query.get('from')),
    toDay: dayOf(query.get('to')),
    sort: known ?? 'created',
    descending: known ? order.startsWith('-') : true,
    columns: mayView ? columns : columns.filter((key) => !ofUse.includes(key)),
  };
}

export const isFiltered = (view: ListView): boolean =>
  Boolean(
    view.search ||
    view.state ||
    view.country ||
    view.over ||
    view.used ||
    view.expires ||
    view.fromDay ||
    view.toDay,
  );

/** What the API is asked; days are the viewer's. */
export const filterOf = (view: ListView, zone: string) => ({
  search: view.search || undefined,
  state: view.state || undefined,
  country: view.country || undefined,
  overLimit: view.over ? (true as const) : undefined,
  usedFrom: view.used ? Number(view.used) : undefined,
  expiresWithinDays: view.expires ? Number(view.expires) : undefined,
  createdFrom: wallToInstant(view.fromDay, zone) ?? undefined,
  createdBefore: wallToInstant(dayAfter(view.toDay), zone) ?? undefined,
  sort: view.sort,
  descending: view.descending,
});

function dayOf(text: string | null): string {
  return text && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';
}

function dayAfter(day: string): string {
  if (!day) return '';
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** As it stands in the address: the usual order not at all. */
export const sortText = (sort: SortKey, descending: boolean): string =>
  sort === 'created' && descending ? '' : `${descending ? '-' : ''}${sort}`;

/** Where a head leads when it is followed: first to what one looks for, then the other way round. */
export const nextSort = (view: ListView, sort: SortKey): string =>
  sortText(sort, view.sort === sort ? !view.descending : sort === 'used' || sort === 'created');
