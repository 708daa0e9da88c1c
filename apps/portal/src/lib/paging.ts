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

/** The same page with other view state; a changed filter begins at the first page. */
export function withQuery(
  url: Pick<URL, 'pathname' | 'search'>,
  change: Record<string, string | null>,
): string {
  const query = new URLSearchParams(url.search);
  query.delete('after');
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') query.delete(name);
    else query.set(name, value);
  }
  const search = query.toString();
  return search ? `${url.pathname}?${search}` : url.pathname;
}
