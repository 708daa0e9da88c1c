const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;
const headerForm = /^([^\s/?#@\\%,:]{1,253}?)\.?(?::(\d{1,5}))?$/;

/**
 * The name in a Host header (lower case, no port, no trailing dot), or null when it is not a host name.
 * A browser always sends punycode, so a name outside ASCII is malformed here. Addresses are no names:
 * `127.1` and `2130706433` would pass as hosts otherwise.
 */
export function hostName(header: string | null | undefined): string | null {
  const match = headerForm.exec(header ?? '');
  if (!match || (match[2] !== undefined && Number(match[2]) > 65535)) return null;
  const name = match[1]!.toLowerCase();
  const labels = name.split('.');
  if (!labels.every((part) => label.test(part))) return null;
  return /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!) ? null : name;
}
