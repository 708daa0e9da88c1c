import { DomainError } from '@tenantry/kernel';
import { z } from 'zod';

const email = z.email().max(254);

/** One bare address: a name, a second address or a line break never gets into a header or an envelope. */
export function bareAddress(text: string): string {
  const { success, data } = email.safeParse(text);
  if (success) return data;
  throw new DomainError('invalid', 'Not an e-mail address.', { field: 'email', code: 'email_invalid' });
}

export interface Sender {
  name: string;
  address: string;
  domain: string;
}

/** MAIL_FROM is an address, or a name with the address in angle brackets. */
export function senderOf(mailFrom: string): Sender {
  const [, quoted, address] = /^(?:\s*(.*?)\s*<([^<>]*)>|.*)\s*$/s.exec(mailFrom) ?? [];
  const bare = email.safeParse((address ?? mailFrom).trim());
  const name = (quoted ?? '').replace(/^"(.*)"$/s, '$1');
  if (!bare.success || bare.data.length > 200 || /\p{Cc}/u.test(name))
    throw new Error('MAIL_FROM must be an e-mail address, or a name and <address>');
  return { name, address: bare.data, domain: bare.data.split('@')[1]!.toLowerCase() };
}
