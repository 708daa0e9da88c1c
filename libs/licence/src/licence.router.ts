import { Injectable } from '@nestjs/common';
import {
  cursorInput,
  idInput,
  limitInput,
  operatorAdminProcedure,
  operatorProcedure,
  page,
  DEFAULT_LIMIT,
} from '@tenantry/trpc';
import { z } from 'zod';
import { listOf } from './comparison';
import { LONGEST_DOCUMENT } from './document';
import { Installations } from './installations.service';
import type { Preview } from './installations.service';
import type { InstalledLicence } from './licence.entity';
import { Licence } from './licence.service';
import type { LicenceInForce } from './licence.service';
import { Pools } from './pools.service';
import { graceEndOf } from './terms';
import type { Terms } from './terms';

const text = z.string().max(LONGEST_DOCUMENT);

@Injectable()
export class LicenceRouter {
  constructor(
    private readonly licence: Licence,
    private readonly pools: Pools,
    private readonly installations: Installations,
  ) {}

  routes() {
    return {
      /** What is in force, and how much of it the tenants hold. */
      current: operatorProcedure.query(async () => {
        const row = await this.installations.installed();
        const inForce = await this.licence.named(row?.id ?? null);
        const pools = await this.pools.standing();
        return { ...inForceView(inForce), pools, ...installedView(row) };
      }),

      /** What it grants and what would change; nothing is kept. */
      preview: operatorAdminProcedure
        .input(z.strictObject({ text }))
        .query(async ({ input }) => previewView(await this.installations.preview(input.text))),

      /** `expects` is the digest of the preview: what is accepted is what was seen. */
      install: operatorAdminProcedure
        .input(z.strictObject({ text, expects: z.string().max(100) }))
        .mutation(async ({ ctx, input }) =>
          previewView(await this.installations.install(input.text, input.expects, ctx)),
        ),

      /** Everything that was ever installed, newest first. */
      history: operatorProcedure
        .input(z.strictObject({ cursor: cursorInput(idInput), limit: limitInput(200) }))
        .query(async ({ input }) =>
          page(
            await this.installations.history(input.limit ?? DEFAULT_LIMIT, input.cursor),
            input.limit,
            ({ terms, ...row }) => ({ ...termsView(terms), pools: terms.pools, ...installedView(row) }),
            ({ id }) => id,
          ),
        ),
    };
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** For the evaluation licence nobody was told anything: it has no customer and no dates. */
function termsView(terms: Terms) {
  const { id, version, customer, graceDays } = terms;
  return {
    ...{ id, version, customer, graceDays },
    issuedAt: terms.issuedAt.toISOString(),
    validFrom: terms.validFrom.toISOString(),
    validTo: iso(terms.validTo),
    graceEndsAt: iso(graceEndOf(terms)),
    /** Null: all of them. */
    features: listOf(terms.features),
  };
}

const inForceView = ({
  source,
  state,
  trusted,
  allocates,
  bar,
  graceDaysLeft,
  ...terms
}: LicenceInForce) => ({
  ...termsView(terms),
  ...{ source, state, trusted, allocates, bar, graceDaysLeft },
});

const installedView = (row: Pick<InstalledLicence, 'installedAt' | 'installedBy'> | null) => ({
  installedAt: iso(row?.installedAt ?? null),
  installedBy: row?.installedBy ?? null,
});

function previewView({ digest, keyId, before, after, pools, features }: Preview) {
  return {
    ...{ digest, keyId, pools, features },
    before: { ...termsView(before), source: before.source },
    after: termsView(after),
  };
}
export type LicencePreview = ReturnType<typeof previewView>;
