import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '@tenantry/kernel';
import { numbered, slugFault, slugOf } from './slugs';

describe('a slug', () => {
  it.each(['acme', 'a1', '24-7', 'harbor-line-9', 'a'.repeat(40)])('may be %s', (slug) => {
    expect(slugFault(slug)).toBeNull();
  });

  it.each([
    '',
    'a',
    'a'.repeat(41),
    'Acme',
    'acmé',
    'acme ',
    'acme\n',
    '-acme',
    'acme-',
    'ac.me',
    'ac_me',
    'xn--80ak6aa92e',
    'аcme',
    newId(),
  ])('is malformed as %j', (slug) => {
    expect(slugFault(slug)).toBe('malformed');
  });

  it.each([
    'www',
    'api',
    'admin',
    'mail',
    'console',
    'cx',
    'status',
    'localhost',
    'wpad',
    'portal',
    'tenantry',
  ])('is never %s', (slug) => {
    expect(slugFault(slug)).toBe('reserved');
  });
});

describe('a slug out of a company name', () => {
  it.each([
    ['Harbor Line, Inc.', 'harbor-line-inc'],
    ['Société Générale', 'societe-generale'],
    ['Straßenbau Müller & Söhne', 'strassenbau-muller-and-sohne'],
    ['Smørrebrød A/S', 'smorrebrod-a-s'],
    ["Levi's", 'levis'],
    ['ＦＵＬＬ width ①', 'full-width-1'],
    ['Admin', 'admin-2'],
    ['قمر للحجوزات', 'qmr-llhjwzat'],
    ['ООО Ромашка', 'ooo-romashka'],
    ['Їжак і син', 'yizhak-i-sin'],
    ['Ελληνικά Ταχυδρομεία', 'ellinika-tachydromeia'],
    ['שלום', 'shlvm'],
    ['삼성전자', 'samseongjeonja'],
    ['トヨタ ガレージ', 'toyota-gareji'],
    ['株式会社 Sakura', 'sakura'],
    [`${'long '.repeat(20)}`, 'long-long-long-long-long-long-long-long'],
  ])('%s becomes %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it.each(['株式会社', 'บริษัท', 'Π', '…', 'X'])('%s, which leaves nothing, becomes a random one', (name) => {
    expect(slugOf(name)).toMatch(/^tenant-[a-z2-9]{4}$/);
  });

  it('is well-formed whatever the name is, also with a number behind it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 99 }), (name, number) => {
        expect(slugFault(numbered(slugOf(name), number))).not.toBe('malformed');
      }),
      { numRuns: 500 },
    );
  });
});
