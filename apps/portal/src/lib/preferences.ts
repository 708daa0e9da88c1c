export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (value: string | undefined): value is Theme => themes.includes(value as Theme);

/** Offered to people; the pseudo-locale is for tests and is chosen by cookie only. */
export const languages = ['en', 'ar', 'de'] as const;

/** The best of `known` for an Accept-Language header, or null. */
export function acceptedLanguage<T extends string>(header: string | null, known: readonly T[]): T | null {
  const wishes = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = Number(params.find((p) => p.trim().startsWith('q='))?.split('=')[1] ?? 1);
      return { language: tag.split('-')[0]!, q: Number.isFinite(q) ? q : 0 };
    })
    .filter((wish) => wish.q > 0)
    .sort((a, b) => b.q - a.q);
  for (const wish of wishes) {
    const found = known.find((language) => language === wish.language);
    if (found) return found;
  }
  return null;
}
