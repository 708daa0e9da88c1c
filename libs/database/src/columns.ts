import { Column, PrimaryColumn } from 'typeorm';
import type { ColumnOptions } from 'typeorm';
import { bytesToId, idToBytes } from '@tenantry/kernel';

const idTransformer = {
  to: (id: unknown) => (typeof id === 'string' ? idToBytes(id) : id),
  from: (bytes: Buffer | null) => (bytes ? bytesToId(bytes) : bytes),
};
const countTransformer = {
  to: (count: unknown) => count,
  from: (text: string | null) => (text === null ? null : Number(text)),
};
const idOptions = { type: 'binary', length: 16, transformer: idTransformer } as const;

export const PrimaryId = (options: ColumnOptions = {}) =>
  PrimaryColumn({ ...idOptions, ...(options as object) });
export const IdColumn = (options: ColumnOptions = {}) =>
  Column({ ...idOptions, ...options } as ColumnOptions);

/** UTC instants, in milliseconds. */
export const InstantColumn = (options: ColumnOptions = {}) =>
  Column({ type: 'datetime', precision: 3, ...options } as ColumnOptions);
export const CreatedAtColumn = () =>
  InstantColumn({ name: 'created_at', default: () => 'CURRENT_TIMESTAMP(3)' });

/** Keys, names and codes that are ASCII by rule, compared byte by byte. */
export const AsciiColumn = (length: number, options: ColumnOptions = {}) =>
  Column({ type: 'varchar', length, charset: 'ascii', collation: 'ascii_bin', ...options } as ColumnOptions);

/** Whole numbers of things: read as a number, safe to 2^53. */
export const CountColumn = (options: ColumnOptions = {}) =>
  Column({ type: 'bigint', transformer: countTransformer, ...options } as ColumnOptions);
