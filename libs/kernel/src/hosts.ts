import { domainToASCII } from 'node:url';

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * A Host header as one canonical name: lower case, no port, no trailing dot, punycode. Null when it is not a
 * host name; addresses (also `127.1` and `2130706433`) are not names of tenants and are null too.
 */
export function normaliseHost(raw: string | undefined): string | null {
  if (!raw || raw.length > 260 || /[\s/?#@\\%,]/.test(raw)) return null;
  const name = raw.replace(/:\d{1,5}$/, '').replace(/\.$/, '');
  if (name.includes(':')) return null;
  const host = domainToASCII(name).toLowerCase();
  if (!host || host.length > 253) return null;
  const labels = host.split('.');
  if (!labels.every((part) => label.test(part))) return null;
  return /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!) ? null : host;
}
