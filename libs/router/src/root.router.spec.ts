import { describe, expect, it } from '@jest/globals';
import { ActivationsRouter, OperatorsRouter, UsersRouter } from '@tenantry/accounts';
import { CapabilitiesRouter } from '@tenantry/capabilities';
import { ChangesRouter } from '@tenantry/changes';
import { ConversationsRouter } from '@tenantry/conversations';
import { DeletionRouter } from '@tenantry/deletion';
import { DirectoryRouter } from '@tenantry/directory';
import { DraftsRouter } from '@tenantry/drafts';
import { ErasureRouter } from '@tenantry/erasure';
import { ExportsRouter } from '@tenantry/exports';
import { KeysRouter, platformScopes } from '@tenantry/keys';
import { LicenceRouter } from '@tenantry/licence';
import { LifecycleRouter } from '@tenantry/lifecycle';
import { LogsRouter } from '@tenantry/logs';
import { OnboardingRouter } from '@tenantry/onboarding';
import { OwnAccessRouter } from '@tenantry/own-access';
import { catalogue, PermissionsRouter, RolesRouter } from '@tenantry/permissions';
import { QuotasRouter } from '@tenantry/quotas';
import { RequestsRouter } from '@tenantry/requests';
import { SignInRouter } from '@tenantry/sign-in';
import { SubscriptionsRouter } from '@tenantry/subscriptions';
import { TemplatesRouter } from '@tenantry/templates';
import { TenantsRouter } from '@tenantry/tenants';
import { publicProcedure } from '@tenantry/trpc';
import type { Meta } from '@tenantry/trpc';
import { ViewAsRouter } from '@tenantry/view-as';
import { RootRouter } from './root.router';

interface Definition {
  type: 'query' | 'mutation' | 'subscription';
  meta?: Meta;
  middlewares: unknown[];
  inputs: {
    parse?: unknown;
    _zod?: { def: { type: string; catchall?: { _zod: { def: { type: string } } } } };
  }[];
}

/** Declaring routes touches no service, so none is needed to look at them. */
const bare = <T>(type: abstract new (...services: never[]) => T): T => Object.create(type.prototype) as T;

const root = new RootRouter(
  bare(SignInRouter),
  bare(OwnAccessRouter),
  bare(ActivationsRouter),
  bare(OperatorsRouter),
  bare(UsersRouter),
  bare(KeysRouter),
  bare(TenantsRouter),
  bare(LifecycleRouter),
  bare(DirectoryRouter),
  bare(SubscriptionsRouter),
  bare(ConversationsRouter),
  bare(LogsRouter),
  bare(CapabilitiesRouter),
  bare(QuotasRouter),
  bare(RequestsRouter),
  bare(ChangesRouter),
  bare(LicenceRouter),
  bare(PermissionsRouter),
  bare(RolesRouter),
  bare(ExportsRouter),
  bare(ErasureRouter),
  bare(ViewAsRouter),
  bare(OnboardingRouter),
  bare(TemplatesRouter),
  bare(DraftsRouter),
  bare(DeletionRouter),
).routes();

const procedures = Object.entries(root._def.procedures).map(([path, procedure]) => ({
  path,
  ...(procedure as unknown as { _def: Definition })._def,
}));
/** What a tenant's users can reach at all, public procedures aside. */
const ofUsers = new Set<Meta['access']>([
  'signed-in',
  'member',
  'admin',
  'tenant-log',
  'tenant',
  'tenant-support',
  'tenant-admin',
  'viewer',
]);
/** Nothing can be switched off about these, each for its reason. */
const ownAccess = 'one’s own way in, which whoever has an account has';
const watched =
  'whether operators may look, who did, and an end to it: nothing switched off may hide or keep that';
const withoutFeature: Record<string, string> = {
  'auth.changePassword': ownAccess,
  'auth.endOtherSessions': ownAccess,
  'auth.endSession': ownAccess,
  'auth.requestEmailChange': ownAccess,
  'auth.sessions': ownAccess,
  'auth.signOut': ownAccess,
  'auth.totp.begin': ownAccess,
  'auth.totp.confirm': ownAccess,
  'auth.totp.disable': ownAccess,
  'auth.totp.newRecoveryCodes': ownAccess,
  'auth.totp.state': ownAccess,
  'permissions.explain': 'why something is off must be told also where everything is',
  'users.editProfile': 'one’s own name, language and zone',
  'users.profile': 'one’s own name, language and zone',
  'viewAs.access': watched,
  'viewAs.list': watched,
  'viewAs.revoke': watched,
  'viewAs.stop': 'who looks can always stop',
};
const offenders = (wrong: (procedure: (typeof procedures)[number]) => boolean) =>
  procedures.filter(wrong).map(({ path }) => path);

describe('every procedure of the API', () => {
  it('is found by this spec', () => {
    expect(procedures.length).toBeGreaterThan(25);
    expect(procedures.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['tenants.create', 'log.list']),
    );
  });

  it('declares who may call it, and a service’s also the scope', () => {
    expect(offenders(({ meta }) => !meta?.access)).toEqual([]);
    const keyed = new Set<Meta['access']>(['service', 'platform']);
    expect(offenders(({ meta }) => keyed.has(meta?.access) !== Boolean(meta?.scope))).toEqual([]);
  });

  it('names a scope that a key can be given, and every such scope opens something', () => {
    const asked = new Set(procedures.flatMap(({ meta }) => meta?.scope ?? []));
    expect([...asked].sort()).toEqual([...platformScopes].sort());
  });

  it('goes through the checks that all share: credentials, origin, log row, translation of errors', () => {
    const shared = (publicProcedure as unknown as { _def: Definition })._def.middlewares;
    expect(shared.length).toBeGreaterThanOrEqual(2);
    expect(offenders(({ middlewares }) => shared.some((step, index) => middlewares[index] !== step))).toEqual(
      [],
    );
  });

  it('that changes something writes a log row, but for metering and the renewal of an access token', () => {
    const unlogged = procedures.filter(({ meta }) => meta?.metering);
    expect(unlogged.map(({ path }) => path).sort()).toEqual([
      'auth.refresh',
      'capabilities.acquire',
      'capabilities.cancel',
      'capabilities.commit',
      'capabilities.consume',
      'capabilities.endLease',
      'capabilities.heartbeat',
      'capabilities.release',
      'capabilities.reserve',
      'capabilities.set',
      'conversations.joined',
      'conversations.report',
    ]);
    expect(unlogged.every(({ type }) => type === 'mutation')).toBe(true);
  });

  it('names a feature that there is', () => {
    expect(offenders(({ meta }) => meta?.feature !== undefined && !catalogue.find(meta.feature))).toEqual([]);
  });

  it('that a tenant’s users may call belongs to a feature, or says why to none', () => {
    const free = procedures.filter(({ meta }) => ofUsers.has(meta?.access) && !meta?.feature);
    expect(free.map(({ path }) => path).sort()).toEqual(Object.keys(withoutFeature).sort());
  });

  it('is closed to who only looks at a tenant when it changes something, but for the end of that', () => {
    const ofViewers = procedures.filter(({ meta }) => meta?.access === 'viewer');
    expect(ofViewers.map(({ path, type }) => [path, type])).toEqual([['viewAs.stop', 'mutation']]);
  });

  it('takes no field that it does not know', () => {
    const loose = ({ inputs }: Definition) =>
      inputs.some((input) => {
        const def = input._zod?.def;
        return def?.type === 'object' && def.catchall?._zod.def.type !== 'never';
      });
    expect(offenders(loose)).toEqual([]);
  });

  it('that is public is one of those that must be', () => {
    expect(offenders(({ meta }) => meta?.access === 'public').sort()).toEqual([
      'auth.acceptOperatorInvitation',
      'auth.activate',
      'auth.activation',
      'auth.confirmEmailChange',
      'auth.emailChangeLink',
      'auth.operatorInvitation',
      'auth.refresh',
      'auth.requestReset',
      'auth.reset',
      'auth.resetLink',
      'auth.secondFactor',
      'auth.signIn',
      'gate.current',
      'viewAs.enter',
    ]);
  });
});
