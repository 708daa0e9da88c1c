import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@tenantry/kernel';
import { checkProfile } from './profile';

const good = {
  companyName: 'Harborline',
  size: '51-200',
  country: 'US',
  timeZone: 'America/New_York',
  language: 'en',
  notification: 'activation_link',
};

function fieldOf(change: Partial<typeof good>): string | undefined {
  try {
    checkProfile({ ...good, ...change });
    return undefined;
  } catch (error) {
    return error instanceof DomainError && error.kind === 'invalid' ? error.details.field : String(error);
  }
}

describe('a company profile', () => {
  it('may be any that is well-formed', () => {
    expect(fieldOf({})).toBeUndefined();
    expect(
      fieldOf({ companyName: 'ق'.repeat(255), country: 'AE', timeZone: 'Asia/Dubai', language: 'ar' }),
    ).toBeUndefined();
  });

  it.each([
    ['companyName', ''],
    ['companyName', '   '],
    ['companyName', 'x'.repeat(256)],
    ['companyName', 'Evil\r\nBcc: all@example.com'],
    ['size', '12'],
    ['size', 'toString'],
    ['country', 'us'],
    ['country', 'XX'],
    ['country', 'USA'],
    ['country', ''],
    ['timeZone', '+02:00'],
    ['timeZone', 'Europe/Atlantis'],
    ['timeZone', ''],
    ['language', 'tlh'],
    ['notification', 'pigeon'],
  ])('with a bad %s %j says which field is at fault', (field, value) => {
    expect(fieldOf({ [field]: value })).toBe(field);
  });
});
