/** A piece of a statement with what stands in it. */
export interface Sql {
  text: string;
  values: unknown[];
}

const isSql = (part: unknown): part is Sql =>
  typeof part === 'object' && part !== null && 'text' in part && 'values' in part;

/** Pieces are put in as they are, everything else as a value. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  let text = strings[0]!;
  const values: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    text += isSql(part) ? part.text : '?';
    values.push(...(isSql(part) ? part.values : [part]));
    text += strings[index + 1]!;
  }
  return { text, values };
}

/** Names of columns and keys: only ever such as stand in this lib. */
export const raw = (text: string): Sql => ({ text, values: [] });

export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0
    ? raw('TRUE')
    : {
        text: conditions.map(({ text }) => `(${text})`).join(' AND '),
        values: conditions.flatMap(({ values }) => values),
      };
