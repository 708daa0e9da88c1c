import { describe, expect, it } from '@jest/globals';
import { DAY } from '@tenantry/kernel';
import type { DomainError } from '@tenantry/kernel';
import { CompactSign, importJWK } from 'jose';
import fc from 'fast-check';
import { issuer } from '../test';
import { digestOf, draftOf, peek, readDocument, signDocument, tidy } from './document';
import { pools } from './terms';
import type { Terms } from './terms';

const vendor = issuer();
const stranger = issuer();

const codeOf = async (document: string) =>
  readDocument(document, (await vendor).keys).then(
    () => 'read',
    (error: DomainError) => error.details.code,
  );
const terms = async (document: string) => (await readDocument(document, (await vendor).keys)).terms;

/** Signed by the vendor, whatever it says. */
async function signed(claims: unknown, header: Record<string, unknown> = {}): Promise<string> {
  const { privateKey } = await vendor;
  return new CompactSign(Buffer.from(typeof claims === 'string' ? claims : JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'tenantry-licence', kid: privateKey.kid!, ...header } as never)
    .sign(await importJWK(privateKey, 'EdDSA'));
}
const claims = {
  format: 1,
  id: 'lic-1',
  version: 3,
  customer: 'Acme Platforms',
  issuedAt: '2026-11-01T00:00:00Z',
  validFrom: '2026-11-01T00:00:00+01:00',
  validTo: null,
};

describe('a licence', () => {
  it('says after signing what it said before', async () => {
    const instant = fc.date({
      min: new Date('2000-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    const size = fc.option(fc.nat());
    const any: fc.Arbitrary<Terms> = fc
      .record({
        id: fc.stringMatching(/^[\x21-\x7e]{1,64}$/),
        version: fc.integer({ min: 1, max: 4_294_967_295 }),
        customer: fc
          .string({ minLength: 1, maxLength: 255 })
          .filter((text) => text.trim() === text && text !== ''),
        issuedAt: instant,
        validFrom: instant,
        days: fc.option(fc.integer({ min: 1, max: 5_000 })),
        graceDays: fc.nat(3_660),
        features: fc.option(fc.uniqueArray(fc.stringMatching(/^[a-z_.]{1,30}$/), { maxLength: 20 })),
        pools: fc.record(Object.fromEntries(pools.map((pool) => [pool, size])) as never),
      })
      .map(({ days, features, ...rest }) => ({
        ...rest,
        validTo: days === null ? null : new Date(rest.validFrom.getTime() + days * DAY),
        features: features && new Set(features),
      })) as never;
    const { privateKey } = await vendor;
    await fc.assert(
      fc.asyncProperty(any, async (given) => {
        const document = await signDocument(given, privateKey);
        expect(await terms(document)).toEqual(given);
        expect(peek(document)).toEqual(given);
      }),
      { numRuns: 30 },
    );
  });

  it('holds no longer when any of its characters is another one', async () => {
    const document = await (await vendor).issue();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(document.length - 1),
        fc.constantFrom('A', 'z', '7', '.', '-'),
        async (at, other) => {
          fc.pre(document[at] !== other);
          const changed = document.slice(0, at) + other + document.slice(at + 1);
          // The last character of a part carries bits that belong to nothing.
          const lasts = [...document.matchAll(/.(?=\.|$)/g)].map(({ index }) => index);
          fc.pre(!lasts.includes(at));
          expect(await codeOf(changed)).toMatch(/^licence_(malformed|foreign|altered)$/);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('may be wrapped into lines by a mail program', async () => {
    const document = await (await vendor).issue();
    expect(await codeOf(tidy(` ${document.replace(/.{60}/g, '$&\r\n')}\n`))).toBe('read');
  });

  it('is refused from somebody else, with the name of their key', async () => {
    const { keys, issue } = await stranger;
    const document = await issue();
    await expect(readDocument(document, (await vendor).keys)).rejects.toThrow(keys[0]!.kid);
    expect(await codeOf(document)).toBe('licence_foreign');
  });

  it('is refused under the name of a trusted key that did not sign it', async () => {
    const { privateKey } = await stranger;
    const kid = (await vendor).privateKey.kid!;
    const document = await signDocument(await terms(await (await vendor).issue()), { ...privateKey, kid });
    expect(await codeOf(document)).toBe('licence_altered');
  });

  it.each<[string, Record<string, unknown>]>([
    ['made for another purpose', { typ: 'JWT' }],
    ['of no type', { typ: undefined }],
    ['of no key', { kid: undefined }],
    ['with conditions that nobody here knows', { crit: ['b64'], b64: true }],
  ])('is no document %s', async (_, header) => {
    expect(await codeOf(await signed(claims, header))).toBe('licence_malformed');
  });

  it.each(['', 'hello', 'a.b.c', '{"alg":"none"}', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(50_000)])(
    'is not “%s”',
    async (text) => {
      expect(await codeOf(text.slice(0, 60))).toBe('licence_malformed');
      expect(await codeOf(text)).toBe('licence_malformed');
    },
  );

  it('with fields that this program does not know is read without them', async () => {
    const later = { ...claims, colour: 'green', pools: { agents: 5, robots: 7 }, features: null };
    expect(await terms(await signed(later))).toEqual({
      id: 'lic-1',
      version: 3,
      customer: 'Acme Platforms',
      issuedAt: new Date('2026-11-01T00:00:00Z'),
      validFrom: new Date('2026-10-31T23:00:00Z'),
      validTo: null,
      graceDays: 0,
      features: null,
      pools: { agents: 5, ai_agents: 0, ai_tenants: 0, tenants: 0, workflow_triggers: 0 },
    });
  });

  it('of a later format asks for a newer program', async () => {
    expect(await codeOf(await signed({ format: 2, anything: 'else' }))).toBe('licence_too_new');
  });

  it.each<[string, object]>([
    ['no end, not even an open one', { validTo: undefined }],
    ['an end before its start', { validTo: '2020-01-01T00:00:00Z' }],
    ['no customer', { customer: ' ' }],
    ['version 0', { version: 0 }],
    ['half an agent', { pools: { agents: 0.5 } }],
    ['fewer than none', { pools: { agents: -1 } }],
    ['sizes in words', { pools: { agents: '100' } }],
    ['a year that no database keeps', { validTo: '9999-12-31T23:59:59-12:00' }],
    ['no format', { format: undefined }],
  ])('with %s is malformed', async (_, change) => {
    expect(await codeOf(await signed({ ...claims, ...change }))).toBe('licence_malformed');
  });

  it('that is no JSON, or none that is a licence, is malformed', async () => {
    for (const content of ['not json', 'null', '[]', '7'])
      expect(await codeOf(await signed(content))).toBe('licence_malformed');
  });
});

describe('the digest of a preview', () => {
  it('is of this licence in the place of that one', () => {
    expect(digestOf('a', null)).toBe(digestOf('a', null));
    expect(
      new Set([digestOf('a', null), digestOf('b', null), digestOf('a', 'x'), digestOf('a', 'y')]).size,
    ).toBe(4);
  });
});

describe('a draft', () => {
  const draft = { ...claims, format: undefined, pools: { agents: 5, tenants: null } };
  const { format: _, ...rest } = draft;

  it('is what the licence will say, pools that are not named being empty', () => {
    expect(draftOf(rest)).toMatchObject({
      version: 3,
      features: null,
      pools: { agents: 5, ai_agents: 0, ai_tenants: 0, tenants: null, workflow_triggers: 0 },
    });
  });

  it.each<[string, object]>([
    ['', { colour: 'green' }],
    ['pools', { pools: { agent: 5 } }],
    ['pools.agents', { pools: { agents: '5' } }],
    ['validTo', { validTo: undefined }],
    ['validTo', { validTo: '2020-01-01T00:00:00Z' }],
  ])('is refused for what is wrong at “%s”', (field, change) => {
    expect(() => draftOf({ ...rest, ...change })).toThrow(expect.objectContaining({ details: { field } }));
  });
});
