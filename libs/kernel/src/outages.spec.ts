import { describe, expect, it } from '@jest/globals';
import { errnoOf, isLostConnection, isUnreachable } from './outages';

const wrapped = (driverError: object) => Object.assign(new Error('QueryFailedError'), { driverError });

describe('a database', () => {
  it.each<[string, unknown]>([
    ['refuses', Object.assign(new Error(), { code: 'ECONNREFUSED', errno: -111 })],
    ['was cut off', wrapped({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true })],
    ['is asked over a connection that was lost before', wrapped({ fatal: true })],
    ['is shutting down', wrapped({ code: 'ER_SERVER_SHUTDOWN', errno: 1053 })],
    ['ended the connection', wrapped({ errno: 1927 })],
  ])('that %s is away', (_, error) => {
    expect([isLostConnection(error), isUnreachable(error)]).toEqual([true, true]);
  });

  it('that is full cannot be asked, though nothing was lost', () => {
    const full = { code: 'ER_CON_COUNT_ERROR', errno: 1040 };
    expect([isLostConnection(full), isUnreachable(full)]).toEqual([false, true]);
  });

  it.each<[string, unknown]>([
    ['a duplicate', wrapped({ code: 'ER_DUP_ENTRY', errno: 1062 })],
    ['a mistake in a statement', wrapped({ code: 'ER_PARSE_ERROR', errno: 1064 })],
    ['a deadlock', wrapped({ errno: 1213 })],
    ['a bug', new TypeError('x is not a function')],
    ['nothing', undefined],
  ])('is not away for the sake of %s', (_, error) => {
    expect([isLostConnection(error), isUnreachable(error)]).toEqual([false, false]);
  });

  it('numbers its errors, whoever hands them on', () => {
    expect(errnoOf(wrapped({ errno: 1062 }))).toBe(1062);
    expect(errnoOf({ errno: 1213 })).toBe(1213);
    expect(errnoOf(new Error('other'))).toBeUndefined();
  });
});
