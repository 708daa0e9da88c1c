export interface Migration {
  name: string;
  /** Each can be run again after a kill half-way. */
  statements: string[];
}

/** The column types that every table shares. */
export const id = 'BINARY(16)';
export const instant = 'DATETIME(3)';
export const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
