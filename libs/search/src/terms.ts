import { searchKey } from '@tenantry/kernel';

/** What something is found by. */
export interface Findable {
  /** Company names and the like: every word of them is found by its beginning. */
  names?: readonly string[];
  /** E-mail addresses and hosts. Found by the beginning of any part but the last, which half the world shares. */
  addresses?: readonly string[];
}

export const TERM_LENGTH = 64;
const MOST_OF_A_TEXT = 200;
const MOST_WORDS = 8;

/** Letters that decomposition leaves alone and people type in two ways, or leave out. */
const alike: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ς: 'σ',
  ک: 'ك',
  ی: 'ي',
  ى: 'ي',
  ـ: '',
  "'": '',
  '’': '',
  ʼ: '',
};
const folded = (text: string) =>
  searchKey(text).replace(/[ßæœøđðþłħıŋςکیىـ'’ʼ]/g, (letter) => alike[letter]!);

const edges = /^[\p{P}\p{C}]+|[\p{P}\p{C}]+$/gu;
/** Pieces between blanks, in the form in which they are compared. */
const piecesOf = (text: string): string[] =>
  folded(text)
    .split(/\s+/)
    .map((piece) => piece.replace(edges, ''))
    .filter((piece) => piece !== '');

/** Scripts that put no blanks between words: a word may begin at any letter. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const wordly = /[\p{L}\p{N}\p{S}]/u;

/** The piece from each place on where a word begins in it: `nordlicht-werke` is also `werke`. */
function* beginningsOf(piece: string): Generator<string> {
  const letters = [...piece];
  for (const [at, letter] of letters.entries()) {
    if (!wordly.test(letter)) continue;
    const before = letters[at - 1];
    if (before === undefined || !wordly.test(before) || unspaced.test(letter) || unspaced.test(before))
      yield letters.slice(at, at + TERM_LENGTH).join('');
  }
}

/** Everything by whose beginning it is found. */
export function termsOf({ names = [], addresses = [] }: Findable): string[] {
  const terms = new Set<string>();
  const take = (text: string, wanted: (term: string, piece: string) => boolean) => {
    const before = terms.size;
    for (const piece of piecesOf(text))
      for (const term of beginningsOf(piece))
        if (terms.size - before < MOST_OF_A_TEXT && wanted(term, piece)) terms.add(term);
  };
  for (const name of names) take(name, () => true);
  for (const address of addresses) take(address, (term, piece) => term === piece || term.includes('.'));
  return [...terms];
}

/** The words of a search; all of them must be found. None: nothing that could be found was asked for. */
export const wordsOf = (search: string): string[] => [
  ...new Set(
    piecesOf(search)
      .slice(0, MOST_WORDS)
      .map((piece) => [...piece].slice(0, TERM_LENGTH).join('')),
  ),
];
