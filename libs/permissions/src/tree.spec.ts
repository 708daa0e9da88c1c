import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baseRoles, builtIn, roleMasks } from './built-in-roles';
import { Catalogue, catalogue } from './catalogue';
import { changed, grantedMask, licensedMask, storedMask, treeOf, withChanges } from './tree';
import type { Layers } from './tree';

const keys = catalogue.features.map(({ key }) => key);
const all = licensedMask(catalogue, null);
const layers = (more: Partial<Layers> = {}): Layers => ({
  bornWith: 1,
  profile: new Map(),
  own: new Map(),
  ...more,
});
const some = fc
  .array(fc.tuple(fc.constantFrom(...keys), fc.boolean()), { maxLength: 25 })
  .map((pairs) => new Map(pairs));
const item = (key: string, of: Layers, licensed = all) =>
  treeOf(catalogue, of, licensed).find((each) => each.key === key)!;

describe('the catalogue', () => {
  it('holds every feature of the product under its section, once', () => {
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => key.includes('.'))).toHaveLength(73);
    expect(keys.filter((key) => !key.includes('.'))).toHaveLength(17);
    for (const { key, parent } of catalogue.features)
      if (key.includes('.')) expect(parent?.split('.')[0]).toBe(key.split('.')[0]);
  });

  it('gives each feature a bit of its own', () => {
    expect(new Set(catalogue.features.map(({ bit }) => bit)).size).toBe(keys.length);
    expect(catalogue.keysIn(catalogue.maskOf([...keys, 'no.such']))).toEqual(keys);
  });
});

describe('a value', () => {
  it('comes from the tenant, else from the profile, else from the catalogue', () => {
    const key = 'channel.sms';
    const profile = new Map([[key, false]]);
    const own = new Map([[key, true]]);
    expect(item(key, layers())).toMatchObject({ value: true, origin: 'catalogue', default: true });
    expect(item(key, layers({ profile }))).toMatchObject({ value: false, origin: 'default', default: false });
    expect(item(key, layers({ profile, own }))).toMatchObject({
      value: true,
      origin: 'tenant',
      default: false,
    });
    const back = withChanges(own, [{ key, value: null }]);
    expect(item(key, layers({ profile, own: back }))).toMatchObject({ value: false, origin: 'default' });
  });

  it('of a feature that came later is another one for those who were there before', () => {
    const grown = new Catalogue(
      2,
      { chat: { old: {}, later: {} } },
      { 'chat.later': { since: 2, fresh: true, existing: false } },
    );
    const of = (bornWith: number) => grown.keysIn(storedMask(grown, layers({ bornWith })));
    expect(of(1)).toEqual(['chat', 'chat.old']);
    expect(of(2)).toEqual(['chat', 'chat.old', 'chat.later']);
  });

  it('of a child is kept while its parent is off, and effective again with it', () => {
    const off = layers({
      own: new Map([
        ['contact.view', false],
        ['contact.merge', false],
      ]),
    });
    expect(item('contact.edit', off)).toMatchObject({ value: true, effective: false });
    const on = layers({ own: withChanges(off.own, [{ key: 'contact.view', value: null }]) });
    expect(item('contact.edit', on)).toMatchObject({ value: true, effective: true });
    expect(item('contact.merge', on)).toMatchObject({ value: false, effective: false });
  });
});

describe('what is effective', () => {
  it('is what is on, licensed, and so is all above it', () => {
    fc.assert(
      fc.property(some, some, fc.subarray(keys), (profile, own, licence) => {
        const tree = treeOf(catalogue, layers({ profile, own }), licensedMask(catalogue, licence));
        const byKey = new Map(tree.map((each) => [each.key, each]));
        const named = new Set(licence.flatMap((key) => [key, ...catalogue.above(key).map((one) => one.key)]));
        const expected = tree.map(({ key, parent, value }) => ({
          licensed: named.has(key),
          effective: value && named.has(key) && (parent === null || byKey.get(parent)!.effective),
          origin: own.has(key) ? 'tenant' : profile.has(key) ? 'default' : 'catalogue',
        }));
        expect(tree.map(({ licensed, effective, origin }) => ({ licensed, effective, origin }))).toEqual(
          expected,
        );
      }),
    );
  });

  it('changes only below what was changed, and a change taken back leaves no trace', () => {
    fc.assert(
      fc.property(some, fc.constantFrom(...keys), fc.boolean(), (own, key, value) => {
        const next = withChanges(own, [{ key, value }]);
        const [before, after] = [own, next].map((one) => grantedMask(catalogue, layers({ own: one })));
        for (const touched of changed(catalogue, before!, after!))
          expect(touched.key === key || catalogue.above(touched.key).some((above) => above.key === key)).toBe(
            true,
          );
        const back = withChanges(next, [{ key, value: own.get(key) ?? null }]);
        expect(new Map([...back].sort())).toEqual(new Map([...own].sort()));
      }),
    );
  });
});

describe('a built-in role', () => {
  it('is never more than an admin, and whole: nothing in it lacks what is above it', () => {
    expect(builtIn.admin).toBe(all);
    for (const role of baseRoles) expect(catalogue.rooted(builtIn[role])).toBe(builtIn[role]);
  });

  it('lets everybody read the log and the subscription, and admins alone manage people, keys and contacts', () => {
    for (const role of baseRoles)
      expect(catalogue.keysIn(builtIn[role])).toEqual(
        expect.arrayContaining(['log.operation', 'subscription.view']),
      );
    for (const key of ['agent.manage', 'integration.api_keys', 'subscription.contacts_edit', 'agent.roles'])
      expect(baseRoles.filter((role) => builtIn[role] & catalogue.find(key)!.bit)).toEqual(['admin']);
  });

  it('names only features that there are', () => {
    const names = Object.values(roleMasks(new Catalogue(1, { log: { operation: {} } })));
    expect(names).toEqual([3n, 3n, 3n, 3n]);
  });
});
