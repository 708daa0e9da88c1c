import { describe, expect, it } from '@jest/globals';
import { commonWords } from './common-words';
import { checkPassword } from './password-rules';
import { readablePassword } from './passwords';

const names = ['Administrator', 'a.longish@acme.test', 'Harbor & Line'];
const faultOf = (password: string) => {
  try {
    checkPassword(password, names);
    return 'none';
  } catch (error) {
    return (error as { details: { field: string; code: string } }).details.code;
  }
};

describe('a password', () => {
  it('has 10 to 200 characters as people count them', () => {
    expect(faultOf('kG7#wq2!x')).toBe('password_short');
    expect(faultOf('👩‍🚀👩‍🚀👩‍🚀')).toBe('password_short');
    expect(faultOf('lichen over the wet slate')).toBe('none');
    expect(faultOf('tern marl '.repeat(20).slice(0, 199) + 'q')).toBe('none');
    expect(faultOf('tern marl '.repeat(20) + 'q')).toBe('password_long');
  });

  it('needs no mixture of signs', () => {
    for (const password of [
      'lichen over the wet slate',
      'xkqjvbnwtrl',
      '8301957264813',
      'كلب يأكل تفاحة زرقاء',
    ])
      expect([password, faultOf(password)]).toEqual([password, 'none']);
  });

  it.each([
    ['a common one', ['iloveyou123', 'unitedstates', 'manchesterunited', 'correcthorsebatterystaple']],
    ['one with signs for letters', ['P@ssw0rd2024', 'Passw0rd!!', '$up3rman1999', '1L0v3Y0u!!']],
    ['a word and a year', ['Summer2026!', 'december1987', '2026Winter2026']],
    ['a walk over the keyboard', ['qwertyuiop', 'asdfghjkl123', '1qaz2wsx3edc', 'zxcvbnmasdf', 'poiuytrewq']],
    ['a row of letters or digits', ['abcdefghijk', '1234567890', '9876543210', '0123456789abc']],
    [
      'repeats',
      ['aaaaaaaaaa', 'x'.repeat(200), 'abababababab', 'qweqweqweqwe', 'password1password1', '1111122222'],
    ],
    ['a common one in another script', ['ضصثقفغعهخح', 'ＰＡＳＳＷＯＲＤ１２３']],
  ])('is not %s', (_, passwords) => {
    for (const password of passwords)
      expect([password, faultOf(password)]).toEqual([password, 'password_common']);
  });

  it('is not what stands beside it: the account’s names with a year or a number', () => {
    for (const password of [
      ' ADMINISTRATOR',
      'A.Longish@acme.test',
      'longish2026!',
      'acmeharbor1',
      'LineHarbor-2026',
    ])
      expect([password, faultOf(password)]).toEqual([password, 'password_guessable']);
    expect(faultOf('harbor lights at dusk')).toBe('none');
  });

  it('that is generated never falls under the rule', () => {
    for (let i = 0; i < 500; i++) expect(faultOf(readablePassword())).toBe('none');
  });

  it('is looked at quickly, whatever was typed', () => {
    const begin = performance.now();
    for (const long of ['a1'.repeat(100), 'password'.repeat(25), `${'aab'.repeat(66)}x`]) faultOf(long);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

it('knows a few thousand common words, each in the spelling it is looked up by', () => {
  expect(commonWords.size).toBeGreaterThan(2_500);
  expect([...commonWords].filter((word) => word !== word.normalize('NFKC').toLowerCase())).toEqual([]);
});
