import { Injectable } from '@nestjs/common';
import type { Profile, SessionPrincipal, TenantOfHost } from '@tenantry/credentials';
import { DomainError, invalid } from '@tenantry/kernel';
import { Licence } from '@tenantry/licence';
import type { LicenceState } from '@tenantry/licence';
import { insiderOf, Rights } from '@tenantry/permissions';
import { Hosts } from '@tenantry/tenants';
import type { Surface } from '@tenantry/tenants';
import type { Principal } from '@tenantry/trpc';

export type GateView = (
  | { surface: 'console' }
  /** No tenant: the shared host. */
  | { surface: 'portal'; tenant: (TenantOfHost & { state: 'enabled' | 'disabled' }) | null }
) & { who: WhoView | null };

export interface WhoView extends Omit<Profile, 'onOwnHost' | 'viewUntil'> {
  /** A viewer is an operator who looks at the tenant; the name is the operator's. */
  kind: 'operator' | 'user' | 'viewer';
  id: string;
  name: string;
  role: string;
  mustChangePassword: boolean;
  /** An operator who can do nothing but set up a second factor. */
  mustSetUpSecondFactor: boolean;
  /** What a tenant's user may use; operators are not limited. */
  features: string[];
  /** Until when at the latest; null for those who are at home here. */
  viewing: { until: string } | null;
  /** How the system licence stands; for operators only. */
  licence: LicenceNotice | null;
}

export interface LicenceNotice {
  source: 'installed' | 'evaluation';
  state: LicenceState;
  /** False where nobody vouches for it any more. */
  trusted: boolean;
  graceEndsAt: string | null;
  graceDaysLeft: number | null;
}

/** What every page asks first: whose host is this, and who is looking. */
@Injectable()
export class Gate {
  constructor(
    private readonly hosts: Hosts,
    private readonly rights: Rights,
    private readonly licence: Licence,
  ) {}

  /** For somebody signed in nothing is asked: the check of the session read it all, rights are in memory. */
  async current(principal: Principal, host: string | null): Promise<GateView> {
    if (host === null) throw invalid('host', 'This is not a host name.', 'host_malformed');
    if ('profile' in principal) {
      const insider = insiderOf(principal);
      const features = insider ? await this.rights.featuresOf(insider) : [];
      const licence = principal.kind === 'operator' ? await this.notice() : null;
      return signedIn(principal as SessionPrincipal, features, licence);
    }
    const surface = await this.hosts.surfaceOf(host);
    if (!surface) throw new DomainError('not_found', 'There is nothing here.', { code: 'host_unknown' });
    return { ...anonymous(surface), who: null };
  }

  private async notice(): Promise<LicenceNotice> {
    const { source, state, trusted, graceEndsAt, graceDaysLeft } = await this.licence.inForce();
    return { source, state, trusted, graceEndsAt: graceEndsAt?.toISOString() ?? null, graceDaysLeft };
  }
}

function anonymous(surface: Surface) {
  if (surface.kind === 'console') return { surface: 'console' as const };
  if (surface.kind === 'platform') return { surface: 'portal' as const, tenant: null };
  const { tenantId, slug, companyName, language, timeZone, state } = surface;
  return {
    surface: 'portal' as const,
    tenant: { id: tenantId, slug, companyName, language, timeZone, state },
  };
}

function signedIn(principal: SessionPrincipal, features: string[], licence: LicenceNotice | null): GateView {
  const { kind, id, name } = principal;
  const role = kind === 'viewer' ? kind : principal.role;
  const { onOwnHost, viewUntil, ...profile } = principal.profile;
  const viewing = viewUntil && { until: viewUntil.toISOString() };
  const mustChangePassword = principal.kind === 'user' && principal.mustChangePassword;
  const mustSetUpSecondFactor = principal.kind === 'operator' && principal.mustSetUpSecondFactor === true;
  const must = { mustChangePassword, mustSetUpSecondFactor };
  const who = { kind, id, name, role, ...must, features, viewing, licence, ...profile };
  if (kind === 'operator') return { surface: 'console', who };
  const tenant = onOwnHost && profile.tenant ? { ...profile.tenant, state: 'enabled' as const } : null;
  return { surface: 'portal', tenant, who };
}
