/** Pages behind the current one, kept in the address (`after` repeated), so that "previous" needs no memory. */
const kept = 20;

const withAfter = (url: Pick<URL, 'pathname' | 'search'>, change: (after: string[]) => string[]) => {
  const query = new URLSearchParams(url.search);
  const after = change(query.getAll('after'));
  query.delete('after');
  for (const cursor of after) query.append('after', cursor);
  const search = query.toString();
  return search ? `${url.pathname}?${search}` : url.pathname;
};

export const currentCursor = (url: URL) => url.searchParams.getAll('after').at(-1);

export const nextPage = (url: Pick<URL, 'pathname' | 'search'>, cursor: string) =>
  withAfter(url, (after) => [...after, cursor].slice(-kept));

export const previousPage = (url: Pick<URL, 'pathname' | 'search'>): string | null =>
  new URLSearchParams(url.search).has('after') ? withAfter(url, (after) => after.slice(0, -1)) : null;

export const firstPage = (url: Pick<URL, 'pathname' | 'search'>) => withAfter(url, () => []);

/** What an address says of one moment only: an open dialog and whom it is about, a change just made, an action. */
export const isPassing = (name: string) =>
  ['ask', 'who', 'done', 'after'].includes(name) || name.startsWith('/');

/** The same page with other view state; a changed filter begins at the first page. */
export function withQuery(
  url: Pick<URL, 'pathname' | 'search'>,
  change: Record<string, string | null>,
): string {
  return changed(url, (name) => !isPassing(name), change);
}

/** The same page of the same list, with no dialog and no news but those that are named. */
export const here = (url: Pick<URL, 'pathname' | 'search'>, say: Record<string, string> = {}): string =>
  changed(url, (name) => !isPassing(name) || name === 'after', say);

/** Where a form of this page is sent, so that the list is still there when it is refused. */
export const sendTo = (
  action: string,
  url: Pick<URL, 'pathname' | 'search'>,
  say: Record<string, string> = {},
): string => {
  const [, search = ''] = here(url, say).split('?');
  return `?/${action}${search && `&${search}`}`;
};

function changed(
  { pathname, search }: Pick<URL, 'pathname' | 'search'>,
  stays: (name: string) => boolean,
  change: Record<string, string | null>,
): string {
  const query = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => stays(name)));
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const rest = query.toString();
  return rest ? `${pathname}?${rest}` : pathname;
}
