import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import mysql from 'mysql2';
import { bytesToId, newId } from '@tenantry/kernel';
import { sqlId, sqlInstant, sqlText } from './sql';

it('writes an instant as the database reads it, to the millisecond, before 1970 too', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(-3e12), max: new Date(4e12) }), (date) => {
      const iso = date.toISOString();
      expect(sqlInstant(date.getTime())).toBe(`'${iso.slice(0, 10)} ${iso.slice(11, 23)}'`);
    }),
  );
});

it('quotes any text exactly as the driver does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sqlText(text)).toBe(mysql.escape(text));
    }),
  );
  for (const text of ["it's", 'a\\b', 'line\nbreak', '"', '\0', 'plain', 'é 😀'])
    expect(sqlText(text)).toBe(mysql.escape(text));
});

it('writes an id as its sixteen bytes', () => {
  const id = newId();
  expect(bytesToId(Buffer.from(sqlId(id).slice(2), 'hex'))).toBe(id);
  expect(sqlId(null)).toBe('NULL');
});
