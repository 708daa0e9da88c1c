import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import type { Memory } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { bytesToId, DomainError, invalid, isId, notFound } from '@tenantry/kernel';
import { slugFault } from './slugs';

const SLUGS_AT_MOST = 20_000;

/** Whoever asks: a tenant's own key, or one of the platform for some tenants. */
interface Asking {
  tenantId: string | null;
  covers(tenantId: string): boolean;
}

/** Tenants as product services name them: by id or slug, or not at all with the key of one. From memory. */
@Injectable()
export class TenantRefs {
  private readonly slugs: Memory<string>;

  constructor(
    private readonly database: Database,
    changes: Changes,
  ) {
    this.slugs = changes.memory({
      topics: ['tenants'],
      atMost: SLUGS_AT_MOST,
      load: (slug) => this.idOf(slug),
      isAbout: (tenantId, _slug, id) => id === undefined || id === tenantId,
    });
  }

  /** Null for a slug of nobody's and for what the key does not speak for; whether an id exists is not asked. */
  async of(ref: string | undefined, asking: Asking): Promise<string | null> {
    if (ref === undefined) {
      if (asking.tenantId === null) throw invalid('tenant', 'Say which tenant.', 'required');
      return asking.tenantId;
    }
    const id = isId(ref) ? ref : (this.slugs.peek(ref) ?? (await this.idOfSlug(ref)));
    return id !== null && asking.covers(id) ? id : null;
  }

  private async idOfSlug(ref: string): Promise<string | null> {
    return slugFault(ref) ? null : this.slugs.of(ref).catch(nullIfMissing);
  }

  private async idOf(slug: string): Promise<string> {
    const [row] = await this.database.query<{ id: Buffer }[]>(
      'SELECT id FROM tenants WHERE slug = ? AND purging_at IS NULL',
      [slug],
    );
    // Thrown, because nothing tells this process when the slug is given to somebody.
    if (!row) throw notFound('tenant');
    return bytesToId(row.id);
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof DomainError && error.kind === 'not_found') return null;
  throw error;
}
