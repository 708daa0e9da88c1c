import { describe, expect, it } from '@jest/globals';
import { speakOf, textSpeaksOf } from './names';

const names = {
  tenantId: '01890000-0000-7000-8000-000000000001',
  certain: new Set(['acme.example.com', 'ada@acme.test']),
  ofCompany: new Set(['support', 'acme ltd']),
};

describe('what speaks of a tenant', () => {
  it.each([
    [{ tenants: ['01890000-0000-7000-8000-000000000001'] }],
    [{ scope: 'ledger.refill:01890000-0000-7000-8000-000000000001' }],
    [{ login: ' Ada@Acme.test ' }],
    [{ deep: [{ host: 'acme.example.com' }] }],
    [{ search: 'SUPPORT' }],
    [{ from: { companyName: 'Acme Ltd' } }],
  ])('%j does', (value) => expect(speakOf(names, value)).toBe(true));

  it.each([
    [{ role: 'support' }],
    [{ name: 'Acme Ltd' }],
    [{ search: 'supporters' }],
    [{ login: 'ada@acme.test.example' }],
    [{ tenants: ['01890000-0000-7000-8000-000000000002'], count: 3, none: null }],
  ])('%j does not', (value) => expect(speakOf(names, value)).toBe(false));

  it('is asked of JSON text too, and what is none says nothing', () => {
    expect(textSpeaksOf(names, '{"slug":"support"}')).toBe(true);
    expect(textSpeaksOf(names, 'support')).toBe(false);
    expect(textSpeaksOf(names, null)).toBe(false);
  });
});
