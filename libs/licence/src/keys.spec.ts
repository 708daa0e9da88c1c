import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { newIssuer, trustedKeys } from './keys';

describe('trusted keys', () => {
  it('are one key, a list or a set, written out or in a file', async () => {
    const [one, two] = [await newIssuer(), await newIssuer()];
    const [first, second] = [one.publicKey, two.publicKey];
    const expected = [first, second].map(({ kid, x }) => ({ kid, x }));
    expect(trustedKeys(JSON.stringify(first))).toEqual(expected.slice(0, 1));
    expect(trustedKeys(JSON.stringify([first, second]))).toEqual(expected);
    expect(trustedKeys(` {"keys": ${JSON.stringify([first, second])}}`)).toEqual(expected);
    const folder = mkdtempSync(join(tmpdir(), 'licence-keys-'));
    const file = join(folder, 'keys.json');
    writeFileSync(file, JSON.stringify({ keys: [first, second] }));
    expect(trustedKeys(file)).toEqual(expected);
    rmSync(folder, { recursive: true });
    expect(trustedKeys('')).toEqual([]);
  });

  it('are never private ones', async () => {
    const { privateKey } = await newIssuer();
    expect(() => trustedKeys(JSON.stringify(privateKey))).toThrow(/private key/);
  });

  it.each([
    ['{', 'no JSON'],
    ['{"keys": 7}', 'no JWK Set'],
    ['[{"kty": "RSA", "kid": "a"}]', 'Ed25519 public key'],
    [`[{"kty": "OKP", "crv": "Ed25519", "x": "${'A'.repeat(43)}"}]`, 'needs its kid'],
    ['/nowhere/keys.json', 'ENOENT'],
  ])('are not %s', (setting, sentence) => {
    expect(() => trustedKeys(setting)).toThrow(sentence);
  });

  it('have each a name of its own', async () => {
    const { publicKey } = await newIssuer();
    expect(() => trustedKeys(JSON.stringify([publicKey, publicKey]))).toThrow('same kid');
  });
});
