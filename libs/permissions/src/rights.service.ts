import { Injectable } from '@nestjs/common';
import { Licence } from '@tenantry/licence';
import type { Principal } from '@tenantry/trpc';
import { builtIn, isBaseRole } from './built-in-roles';
import type { BaseRole } from './built-in-roles';
import { catalogue } from './catalogue';
import type { Mask } from './catalogue';
import { CompiledRights } from './compiled.service';
import type { Compiled, OwnRole } from './compiled.service';
import { valueOf } from './tree';
import type { Origin } from './tree';

export type Step = 'licence' | 'parent' | 'tenant' | 'role';

export interface Link {
  step: Step;
  verdict: boolean;
  origin: Origin | 'installed' | 'evaluation' | 'built_in' | 'own' | null;
  /** The parent's key, the role's name; `disabled` of a tenant that is, `unknown` of a feature or role that none is. */
  detail: string | null;
}

/** A built-in role, and the tenant's own role that narrows it. */
export interface Role {
  base: BaseRole;
  own: OwnRole | null;
}

/** Somebody inside a tenant, as far as rights go. */
export interface Insider {
  id: string;
  tenantId: string;
  role: BaseRole;
}

/** Null for whom no feature limits. Who views a tenant sees what its admins see. */
export function insiderOf(principal: Principal): Insider | null {
  if (principal.kind === 'user') return principal;
  if (principal.kind !== 'viewer') return null;
  const { id, tenantId } = principal;
  return { id, tenantId, role: 'admin' };
}

/** Who may do what: licence ∧ tenant ∧ role, from memory. */
@Injectable()
export class Rights {
  constructor(
    private readonly compiled: CompiledRights,
    private readonly licence: Licence,
  ) {}

  /** Null when this person may; else what stands in the way first. */
  async refusalOf(user: Insider, feature: string): Promise<Step | null> {
    const [tenant, licensed] = this.compiled.known(user.tenantId) ?? (await this.ask(user.tenantId));
    const mask = allowed(tenant, licensed, roleOf(tenant, user));
    if (includes(mask, feature)) return null;
    const chain = await this.chain(tenant, feature, roleOf(tenant, user));
    return chain.find(({ verdict }) => !verdict)?.step ?? 'tenant';
  }

  /** All that this person may use, so that menus can leave out the rest. */
  async featuresOf(user: Insider): Promise<string[]> {
    const [tenant, licensed] = await this.ask(user.tenantId);
    return catalogue.keysIn(allowed(tenant, licensed, roleOf(tenant, user)));
  }

  /** Whether the tenant, or somebody of this role in it, may. Without a role: whether anybody may. */
  async may(tenantId: string, feature: string, role?: Role): Promise<boolean> {
    const [tenant, licensed] = this.compiled.known(tenantId) ?? (await this.ask(tenantId));
    return includes(allowed(tenant, licensed, role), feature);
  }

  /** The same without a wait; undefined where it is not known or cannot be believed, and has to be asked. */
  peek(tenantId: string, feature: string, role?: Role): boolean | undefined {
    const known = this.compiled.known(tenantId);
    return known && includes(allowed(known[0], known[1], role), feature);
  }

  /** What every role of the tenant may, and the tenant at all. */
  async effective(tenantId: string) {
    const [tenant, licensed] = await this.ask(tenantId);
    const view = (role: Role) => ({
      role: role.own?.id ?? role.base,
      name: role.own?.name ?? role.base,
      base: role.base,
      features: catalogue.keysIn(allowed(tenant, licensed, role)),
    });
    return {
      features: catalogue.keysIn(allowed(tenant, licensed)),
      roles: [
        ...Object.keys(builtIn).map((base) => view({ base: base as BaseRole, own: null })),
        ...[...tenant.roles.values()].map((own) => view({ base: own.base, own })),
      ],
    };
  }

  /** A built-in role's name or the id of one of the tenant's own; null where there is no such role. */
  async role(tenantId: string, nameOrId: string): Promise<Role | null> {
    if (isBaseRole(nameOrId)) return { base: nameOrId, own: null };
    const own = (await this.compiled.of(tenantId)).roles.get(nameOrId);
    return own ? { base: own.base, own } : null;
  }

  /** The role of a user whose built-in one is known. */
  async roleOfUser(tenantId: string, user: { id: string; role: BaseRole }): Promise<Role> {
    return roleOf(await this.compiled.of(tenantId), user);
  }

  /** Why: each link of the chain with its verdict. All must say yes. */
  async explain(tenantId: string, feature: string, role?: Role) {
    const chain = await this.chain(await this.compiled.of(tenantId), feature, role);
    return { allowed: chain.every(({ verdict }) => verdict), chain };
  }

  private async ask(tenantId: string): Promise<[Compiled, Mask]> {
    return [await this.compiled.of(tenantId), await this.compiled.licensedMask()];
  }

  private async chain(tenant: Compiled, key: string, role?: Role): Promise<Link[]> {
    const feature = catalogue.find(key);
    if (!feature) return [{ step: 'tenant', verdict: false, origin: null, detail: 'unknown' }];
    const { bit } = feature;
    const { source } = await this.licence.inForce();
    const licensed = ((await this.compiled.licensedMask()) & bit) !== 0n;
    const parents = catalogue.above(key).map((parent): Link => {
      const { value, origin } = valueOf(parent, tenant.layers);
      return { step: 'parent', verdict: value, origin, detail: parent.key };
    });
    const { value, origin } = valueOf(feature, tenant.layers);
    const own: Link = tenant.enabled
      ? { step: 'tenant', verdict: value, origin, detail: null }
      : { step: 'tenant', verdict: false, origin: null, detail: 'disabled' };
    return [
      { step: 'licence', verdict: licensed, origin: source, detail: null },
      ...parents.toReversed(),
      own,
      ...(role ? [roleLink(role, bit)] : []),
    ];
  }
}

function roleLink(role: Role, bit: Mask): Link {
  const narrowed = role.own !== null && (role.own.mask & bit) === 0n;
  return {
    step: 'role',
    verdict: (maskOf(role) & bit) !== 0n,
    origin: narrowed ? 'own' : 'built_in',
    detail: narrowed ? role.own!.name : role.base,
  };
}

/** Of somebody whose built-in role changed after the own one was given, both hold: the narrower wins. */
function roleOf(tenant: Compiled, { id, role }: { id: string; role: BaseRole }): Role {
  const assigned = tenant.assigned.get(id);
  return { base: role, own: (assigned !== undefined && tenant.roles.get(assigned)) || null };
}

const includes = (mask: Mask, feature: string): boolean =>
  (mask & (catalogue.find(feature)?.bit ?? 0n)) !== 0n;

export const maskOf = ({ base, own }: Role): Mask => (own ? builtIn[base] & own.mask : builtIn[base]);

export function allowed(tenant: Compiled, licensed: Mask, role?: Role): Mask {
  if (!tenant.enabled) return 0n;
  return tenant.granted & licensed & (role ? maskOf(role) : tenant.granted);
}
