/** A file of the archive: one kind of thing, one line for each, built by the database. */
export interface Kind {
  /** The file is called so, with `.jsonl` behind it. */
  name: string;
  /** What a line is, for the archive's README. */
  what: string;
  /** Tables whose content this is; the first one's rows are the lines. */
  tables: readonly string[];
  /** With `r` for the first table; `:tenant` stands for the tenant's id. */
  from: string;
  where?: string;
  /** Columns of `r` that order the lines by an index and tell each from all others. */
  key: readonly string[];
  /** JSON value by field, as SQL. */
  fields: Readonly<Record<string, string>>;
}

/** The canonical form of an id; null stays null. */
export const id = (column: string): string =>
  `LOWER(INSERT(INSERT(INSERT(INSERT(HEX(${column}), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-'))`;

/** `2026-01-31T09:00:00.000Z` */
export const at = (column: string): string =>
  `CONCAT(DATE_FORMAT(${column}, '%Y-%m-%dT%H:%i:%s.'), LPAD(MICROSECOND(${column}) DIV 1000, 3, '0'), 'Z')`;

export const day = (column: string): string => `DATE_FORMAT(${column}, '%Y-%m-%d')`;

/** A number would be taken for one. */
export const yes = (condition: string): string =>
  `JSON_EXTRACT(CASE WHEN (${condition}) IS NULL THEN NULL WHEN ${condition} THEN 'true' ELSE 'false' END, '$')`;

/** What is JSON already. */
export const json = (column: string): string => `JSON_EXTRACT(${column}, '$')`;

/** Keys with blanks between them. */
export const words = (column: string): string =>
  json(`IF(${column} = '', '[]', CONCAT('["', REPLACE(${column}, ' ', '","'), '"]'))`);

/** Fields that are columns of the same name but for the case: `companyName` is `r.company_name`. */
export const plain = (...names: string[]): Record<string, string> => fields(names, (column) => column);
export const ids = (...names: string[]): Record<string, string> => fields(names, id);
export const instants = (...names: string[]): Record<string, string> => fields(names, at);

function fields(names: string[], value: (column: string) => string): Record<string, string> {
  const columnOf = (name: string) => `r.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
  return Object.fromEntries(names.map((name) => [name, value(columnOf(name))]));
}

/** One line; as text, for MySQL gives JSON that the driver would take apart. */
export function lineOf({ fields }: Kind): string {
  const pairs = Object.entries(fields).map(([field, value]) => `'${field}', ${value}`);
  return `CAST(JSON_OBJECT(${pairs.join(', ')}) AS CHAR)`;
}

/** Behind the place of the last line; a comparison of rows would not use the index. */
export function beyond(key: readonly string[]): string {
  return key.reduceRight((rest, column) => {
    const place = `r.${column}`;
    return rest ? `${place} >= ? AND (${place} > ? OR (${rest}))` : `${place} > ?`;
  }, '');
}

/** What stands at the places of `beyond`. */
export const placesOf = (last: readonly unknown[]): unknown[] =>
  last.flatMap((value, index) => (index < last.length - 1 ? [value, value] : [value]));
