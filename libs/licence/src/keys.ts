import { readFileSync } from 'node:fs';
import type { LicenceKey } from '@tenantry/kernel';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

const PART = /^[A-Za-z0-9_-]{43}$/;

/** A new issuer's two halves; both carry the key's id, which is its thumbprint. */
export async function newIssuer(): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const secret = await exportJWK(privateKey);
  const kid = (await calculateJwkThumbprint(secret)).slice(0, 16);
  const shared = { kid, use: 'sig', alg: 'EdDSA' };
  const { d: _, ...open } = secret;
  return { privateKey: { ...secret, ...shared }, publicKey: { ...open, ...shared } };
}

/** `LICENCE_KEYS`: public keys as a JWK, a list of them or a JWK Set, or the file that holds such. */
export function trustedKeys(setting: string): LicenceKey[] {
  if (setting.trim() === '') return [];
  const inline = /^\s*[[{]/.test(setting);
  const given = parse(inline ? setting : readFileSync(setting.trim(), 'utf8'));
  const list = Array.isArray(given) ? given : ((given as { keys?: unknown }).keys ?? [given]);
  if (!Array.isArray(list)) throw new Error('It is no JWK Set.');
  const keys = list.map(publicKey);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new Error('Two keys have the same kid.');
  return keys;
}

function parse(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    throw new Error('It is no JSON.');
  }
}

function publicKey(given: unknown): LicenceKey {
  const { kty, crv, kid, x, d } = (given ?? {}) as Partial<Record<string, unknown>>;
  if (d !== undefined)
    throw new Error('It holds a private key, which belongs to the issuer alone. Name the public one.');
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || !PART.test(x))
    throw new Error('Each key is an Ed25519 public key as a JWK.');
  if (typeof kid !== 'string' || kid === '') throw new Error('Each key needs its kid.');
  return { kid, x };
}
