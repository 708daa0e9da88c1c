import { describe, expect, it } from '@jest/globals';
import { keepAnAdmin } from './standing';
import type { Standing } from './standing';

let ids = 0;
const admin = (state: Standing['state']): Standing => ({ id: `${++ids}`, role: 'admin', state });
const goes = (leaving: Standing, others: Standing[]) => {
  try {
    keepAnAdmin([leaving, ...others], leaving);
    return true;
  } catch {
    return false;
  }
};

describe('an admin goes', () => {
  it.each([
    ['active', [], false],
    ['active', ['active'], true],
    ['active', ['invited'], false],
    ['active', ['disabled'], false],
    ['invited', [], false],
    ['invited', ['active'], true],
    ['invited', ['invited'], true],
    ['invited', ['disabled'], false],
    ['disabled', [], true],
  ] as const)('who is %s, with other admins %j: %s', (state, others, allowed) => {
    expect(goes(admin(state), others.map(admin))).toBe(allowed);
  });

  it('only if another admin remains: members do not count, and go as they like', () => {
    const member: Standing = { id: 'm', role: 'agent', state: 'active' };
    expect(goes(admin('active'), [member])).toBe(false);
    expect(goes(member, [])).toBe(true);
  });
});
