// Makes messages/en-XA out of messages/en: `node pseudo.mjs`. Text that did not come through the
// catalogue lacks the brackets, and a layout that breaks with longer words breaks here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const marked = 'áƀçðéƒĝĥîĵķļɱñóþɋŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÓÞɊŔŠŢÛṼŴẊÝŽ';
const accents = new Map([...plain].map((letter, i) => [letter, [...marked][i]]));

/** Placeholders stay; the rest gets accents, and filling for 40 % more length. */
export function pseudo(text) {
  const parts = text.split(/(\{\w+\})/);
  const accented = parts.map((part) =>
    part.startsWith('{') ? part : [...part].map((c) => accents.get(c) ?? c).join(''),
  );
  const filling = '·'.repeat(Math.ceil(parts.filter((p) => !p.startsWith('{')).join('').length * 0.4));
  return `⟦${accented.join('')}${filling}⟧`;
}

const variants = (value) =>
  typeof value === 'string'
    ? pseudo(value)
    : value.map((entry) => ({
        ...entry,
        match: Object.fromEntries(Object.entries(entry.match).map(([key, text]) => [key, pseudo(text)])),
      }));

export const pseudoCatalogue = (catalogue) =>
  Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [key, key.startsWith('$') ? value : variants(value)]),
  );

if (import.meta.main) {
  const folder = (locale) => join(import.meta.dirname, 'messages', locale);
  for (const area of readdirSync(folder('en'))) {
    const made = pseudoCatalogue(JSON.parse(readFileSync(join(folder('en'), area), 'utf8')));
    writeFileSync(join(folder('en-XA'), area), `${JSON.stringify(made, null, 2)}\n`);
  }
}
