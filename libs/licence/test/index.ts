import { DAY } from '@tenantry/kernel';
import type { LicenceKey } from '@tenantry/kernel';
import { digestOf, signDocument } from '../src/document';
import { newIssuer } from '../src/keys';
import type { Terms } from '../src/terms';

export { digestOf };

/** Somebody who signs licences; `keys` is what an installation that believes them is given. */
export async function issuer() {
  const { privateKey, publicKey } = await newIssuer();
  const keys: LicenceKey[] = [{ kid: publicKey.kid!, x: publicKey.x! }];
  return {
    keys,
    privateKey,
    publicKey,
    /** Unlimited and without an end unless told otherwise; valid since yesterday. */
    issue(change: Partial<Terms> = {}, now = new Date()): Promise<string> {
      return signDocument(
        {
          id: 'lic-spec',
          version: 1,
          customer: 'Spec Platforms Ltd',
          issuedAt: new Date(now.getTime() - DAY),
          validFrom: new Date(now.getTime() - DAY),
          validTo: null,
          graceDays: 14,
          features: null,
          pools: { agents: null, ai_agents: null, ai_tenants: null, tenants: null, workflow_triggers: null },
          ...change,
        },
        privateKey,
      );
    },
  };
}
export type Issuer = Awaited<ReturnType<typeof issuer>>;
