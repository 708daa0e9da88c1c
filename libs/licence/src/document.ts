import { DomainError, sha256 } from '@tenantry/kernel';
import type { LicenceKey } from '@tenantry/kernel';
import { compactVerify, CompactSign, decodeProtectedHeader, importJWK } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';
import { evaluation, pools } from './terms';
import type { Pool, Terms } from './terms';

/** Pinned: what was signed for another purpose with the same key is no licence. */
const TYPE = 'tenantry-licence';
const ALGORITHM = 'EdDSA';
/** Raised when an older program must no longer read a newer licence; new fields alone need not. */
const FORMAT = 1;
export const LONGEST_DOCUMENT = 64 * 1024;

const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 9999);
const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

const fields = {
  id: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  version: z.number().int().min(1).max(4_294_967_295),
  customer: z.string().trim().min(1).max(255),
  issuedAt: instant,
  validFrom: instant,
  validTo: instant.nullable(),
  graceDays: z.number().int().min(0).max(3_660).default(0),
  features: z.array(z.string().min(1).max(100)).max(1_000).nullable().default(null),
};
const endsAfterStart = ({ validFrom, validTo }: { validFrom: Date; validTo: Date | null }) =>
  validTo === null || validFrom < validTo;
const otherwise = { path: ['validTo'], error: 'It ends before it begins.' };

/** A pool that is not named holds nothing. */
const sizes = Object.fromEntries(pools.map((pool) => [pool, size.default(0)])) as Record<
  Pool,
  z.ZodDefault<typeof size>
>;

/** Fields that this program does not know are ignored. */
const payload = z
  .object({ ...fields, pools: z.object(sizes).prefault({}) })
  .refine(endsAfterStart, otherwise);

/** Issuers are told of a field that nobody would read. */
const draft = z
  .strictObject({ ...fields, pools: z.strictObject(sizes).prefault({}) })
  .refine(endsAfterStart, otherwise);

const nothing: Terms = {
  ...evaluation,
  id: 'unreadable',
  features: new Set(),
  pools: { agents: 0, ai_agents: 0, ai_tenants: 0, tenants: 0, workflow_triggers: 0 },
};

/** Text of a mail or a file: line breaks and blanks in it say nothing. */
export const tidy = (text: string): string => text.replace(/\s+/g, '');

/** The terms of a licence that somebody trusted has signed. */
export async function readDocument(
  document: string,
  trusted: readonly LicenceKey[],
): Promise<{ terms: Terms; keyId: string }> {
  const keyId = keyIdOf(document);
  const key = trusted.find(({ kid }) => kid === keyId);
  if (!key)
    throw refused(
      'licence_foreign',
      `This licence was signed with the key ${keyId}, which this installation does not trust. Check with whoever ` +
        'issued it; a new issuing key is made known in LICENCE_KEYS.',
      { keyId },
    );
  const bytes = await importJWK({ kty: 'OKP', crv: 'Ed25519', ...key }, ALGORITHM)
    .then((imported) => compactVerify(document, imported, { algorithms: [ALGORITHM] }))
    .then((verified) => verified.payload)
    .catch(() => {
      throw refused(
        'licence_altered',
        'This licence was changed after it was signed, or a part is missing. Ask for it to be sent again.',
      );
    });
  return { terms: termsIn(bytes), keyId };
}

/** What an installed document says, whoever signed it. Where somebody made it unreadable, it grants nothing. */
export function peek(document: string): Terms {
  try {
    return termsIn(Buffer.from(document.split('.')[1] ?? '', 'base64url'));
  } catch {
    return nothing;
  }
}

/** What an issuer wants to sign; throws what is wrong with it, by its field. */
export function draftOf(claims: unknown): Terms {
  const parsed = draft.safeParse(claims);
  if (parsed.success) return asTerms(parsed.data);
  const { path, message } = parsed.error.issues[0]!;
  throw new DomainError('invalid', message, { field: path.join('.') });
}

export async function signDocument(terms: Terms, privateKey: JWK): Promise<string> {
  const claims = { format: FORMAT, ...terms, features: terms.features && [...terms.features] };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: privateKey.kid! })
    .sign(await importJWK(privateKey, ALGORITHM));
}

/** Names exactly this document as the successor of exactly that licence. */
export const digestOf = (document: string, replaces: string | null): string =>
  sha256(`${replaces ?? 'evaluation'}\n${document}`).toString('base64url');

function keyIdOf(document: string): string {
  try {
    const { alg, typ, kid, crit } = decodeProtectedHeader(document);
    if (alg === ALGORITHM && typ === TYPE && kid && !crit && document.split('.').length === 3) return kid;
  } catch {
    // Said below, in one sentence for all that is no licence.
  }
  throw malformed();
}

function termsIn(bytes: Uint8Array): Terms {
  const claims = jsonIn(bytes);
  const { format } = (claims ?? {}) as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT)
    throw refused(
      'licence_too_new',
      `This licence has format ${format}, and this program reads format ${FORMAT}. Update the program first.`,
    );
  const parsed = payload.safeParse(claims);
  if (format !== FORMAT || !parsed.success) throw malformed();
  return asTerms(parsed.data);
}

const asTerms = ({ features, ...rest }: z.output<typeof payload>): Terms => ({
  ...rest,
  features: features && new Set(features),
});

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

export const refused = (code: string, sentence: string, more: Record<string, unknown> = {}) =>
  new DomainError('invalid', sentence, { field: 'text', code, ...more });

const malformed = () =>
  refused(
    'licence_malformed',
    'This is not a licence. Choose the file that was sent, or paste its whole text and nothing else.',
  );
