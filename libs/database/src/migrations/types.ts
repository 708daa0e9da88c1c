export interface Migration {
  name: string;
  /** Each can be run again after a kill half-way. */
  statements: string[];
}

/** The column types that every table shares. */
export const id = 'BINARY(16)';
export const instant = 'DATETIME(3)';
export const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

/**
 * Statements that change a table which has rows already, once: not again when a killed migration is run anew.
 * MySQL has no IF NOT EXISTS for columns and keys.
 */
export function unlessThere(
  kind: 'columns' | 'statistics',
  table: string,
  name: string,
  alter: string,
): string[] {
  const column = kind === 'columns' ? 'column_name' : 'index_name';
  return [
    `SET @change = IF((SELECT COUNT(*) FROM information_schema.${kind}
       WHERE table_schema = DATABASE() AND table_name = '${table}' AND ${column} = '${name}') > 0, 'DO 0', '${alter}')`,
    'PREPARE changing FROM @change',
    'EXECUTE changing',
    'DEALLOCATE PREPARE changing',
  ];
}
