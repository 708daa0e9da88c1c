import { describe, expect, it } from '@jest/globals';
import { field } from './csv';

describe('a field of the file', () => {
  it.each([
    ['Acme', 'Acme'],
    ['Acme, Inc.', '"Acme, Inc."'],
    ['6" pipes', '"6"" pipes"'],
    ['two\nlines', '"two\nlines"'],
    [null, ''],
    [-5, '-5'],
    ['=1+1', `"'=1+1"`],
    [' \t@SUM(A1)', `"' \t@SUM(A1)"`],
    ['＝cmd', `"'＝cmd"`],
    ['\u200b+1', `"'\u200b+1"`],
    ['-1', `"'-1"`],
    ['\rx', `"'\rx"`],
  ])('%j is %j', (value, text) => {
    expect(field(value)).toBe(text);
  });
});
