import { identityKey, invalid } from '@tenantry/kernel';
import { commonWords } from './common-words';

const MIN = 10;
export const MAX_PASSWORD = 200;
/** A common word, a year, a run, a repeat count as one piece each, like a single letter; signs as half a piece. */
const PIECES = 4;
const LONGEST_WORD = 32;

/** Rows as fingers walk them, forwards and backwards. */
const runs = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop[]',
  'qwertzuiopü',
  'azertyuiop',
  'asdfghjkl;',
  'zxcvbnm,./',
  'yxcvbnm',
  '!@#$%^&*()_+',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '147258369',
  '159357',
  'ضصثقفغعهخحجد',
  'شسيبلاتنمكط',
  'ابتثجحخدذرزسشصضطظعغفقكلمنهوي',
].flatMap((run) => [run, [...run].reverse().join('')]);

/** One password, however the keyboard composed its accents. */
export const normal = (password: string): string => password.normalize('NFKC');

/**
 * Length decides, and not being what everyone would try; throws the first fault. `guessable` are the names and
 * addresses around the account.
 */
export function checkPassword(password: string, guessable: string[], field = 'password'): void {
  const length = [...normal(password)].length;
  if (length < MIN) throw invalid(field, `The password needs ${MIN} characters or more.`, 'password_short');
  if (length > MAX_PASSWORD)
    throw invalid(field, `The password has ${MAX_PASSWORD} characters at most.`, 'password_long');
  const isName = guessable.some((word) => identityKey(word) === identityKey(password));
  if (!isName && piecesOf(password, new Set()) < PIECES)
    throw invalid(
      field,
      'This password is among the first that anyone would try. Take several words of your own.',
      'password_common',
    );
  if (isName || piecesOf(password, wordsOf(guessable)) < PIECES)
    throw invalid(
      field,
      'The password must differ from the names and addresses of the account.',
      'password_guessable',
    );
}

function wordsOf(texts: string[]): Set<string> {
  const keys = texts.map(identityKey);
  return new Set([...keys, ...keys.flatMap((key) => key.split(/[^\p{L}\p{M}\p{N}]+/u))]);
}

/** In how few pieces somebody who knows the common ones could write the password down. */
function piecesOf(password: string, own: Set<string>): number {
  const plain = identityKey(password);
  const block = /^(.+?)\1+$/su.exec(plain)?.[1];
  return block ? 1 + leastPieces(block, own) : leastPieces(plain, own);
}

function leastPieces(text: string, own: Set<string>): number {
  // Each form has the length of the text, so that a place in one is the place in all.
  const forms = [text, unleet(text, 'i'), unleet(text, 'l')];
  const least = [0];
  for (let end = 1; end <= text.length; end++) {
    let best = least[end - 1]! + (/[\p{L}\p{M}\p{N}]/u.test(text[end - 1]!) ? 1 : 0.5);
    for (let start = Math.max(0, end - LONGEST_WORD); start <= end - 2; start++)
      if (least[start]! + 1 < best && isOnePiece(start, end, forms, own)) best = least[start]! + 1;
    least.push(best);
  }
  return least.at(-1)!;
}

function isOnePiece(start: number, end: number, forms: string[], own: Set<string>): boolean {
  const part = forms[0]!.slice(start, end);
  if (/^(.)\1+$/su.test(part)) return true;
  if (part.length < 3) return false;
  if (/^(19|20)\d\d$/.test(part) || runs.some((run) => run.includes(part))) return true;
  return forms.some((form) => {
    const word = form.slice(start, end);
    return commonWords.has(word) || own.has(word);
  });
}

const leet: Record<string, string> = {
  '@': 'a',
  4: 'a',
  3: 'e',
  0: 'o',
  $: 's',
  5: 's',
  7: 't',
  8: 'b',
  9: 'g',
};

/** 1 and ! stand for i as well as for l. */
const unleet = (text: string, one: string): string =>
  text.replace(/[@430$5789]/g, (sign) => leet[sign]!).replace(/[1!|]/g, one);
