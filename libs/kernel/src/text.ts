/** The form under which a name is compared and searched: no case, no accents, single blanks. */
export const searchKey = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();

/** E-mail addresses and usernames are compared without case and in one Unicode form. */
export const identityKey = (text: string): string => text.normalize('NFKC').trim().toLowerCase();
