/** In which a quantity is read and typed: bytes as GiB, all else as it is counted. */
export type Unit = string;

const GIB = 1024 ** 3;

export const isBytes = (unit: Unit): boolean => unit === 'bytes';

/** As it stands in a field; read again it is the very same number. */
export const typedQuantity = (quantity: number, unit: Unit): string =>
  String(isBytes(unit) ? quantity / GIB : quantity);

/** What somebody typed, in whole units; null when it is no quantity from 0 to `most`. */
export function readQuantity(text: string, unit: Unit, most: number): number | null {
  const dense = text.replace(/[\s'’]/g, '');
  // of bytes a comma or a point begins the decimals, of all else both group thousands
  const plain = isBytes(unit) ? dense.replace(',', '.') : dense.replace(/[.,]/g, '');
  if (!/^\d+(\.\d*)?(e-?\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  const quantity = isBytes(unit) ? Math.round(value * GIB) : value;
  return Number.isSafeInteger(quantity) && quantity <= most ? quantity : null;
}

export const inGib = (bytes: number): number => bytes / GIB;

/** The most that a limit can be set to; the API holds the same. */
export const mostOf = (unit: Unit): number => (isBytes(unit) ? 1024 ** 5 : 1_000_000_000);
