/** Somewhere one can go. */
export interface Place {
  href: string;
  label: string;
  /** What else tells it from others: a short name, the page of a tenant. */
  detail?: string;
  /** Which of the two is somebody's data and in no language of ours. */
  data?: readonly ('label' | 'detail')[];
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Pages in whose name a word begins with each of the words. */
export function matching(pages: readonly Place[], words: string): Place[] {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  return pages.filter(({ label }) => {
    const own = folded(label).split(/[\s-]+/);
    return wanted.every((word) => own.some((each) => each.startsWith(word)));
  });
}

/** Two keys, one after the other: `g` and then one of these. */
export const goKeys: Record<string, string> = { t: '/tenants', l: '/log' };

/** Where a key that is pressed alone is text, or somebody else's. */
export const isTaken = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target instanceof Element &&
    event.target.closest('input, textarea, select, [contenteditable], dialog') !== null);
