import { Injectable } from '@nestjs/common';
import { ActivationsRouter, OperatorsRouter, UsersRouter } from '@tenantry/accounts';
import { CapabilitiesRouter } from '@tenantry/capabilities';
import { ChangesRouter } from '@tenantry/changes';
import { ConversationsRouter } from '@tenantry/conversations';
import { DeletionRouter } from '@tenantry/deletion';
import { DirectoryRouter } from '@tenantry/directory';
import { DraftsRouter } from '@tenantry/drafts';
import { ErasureRouter } from '@tenantry/erasure';
import { ExportsRouter } from '@tenantry/exports';
import { KeysRouter } from '@tenantry/keys';
import { LicenceRouter } from '@tenantry/licence';
import { LifecycleRouter } from '@tenantry/lifecycle';
import { LogsRouter } from '@tenantry/logs';
import { OnboardingRouter } from '@tenantry/onboarding';
import { OwnAccessRouter } from '@tenantry/own-access';
import { PermissionsRouter, RolesRouter } from '@tenantry/permissions';
import { QuotasRouter } from '@tenantry/quotas';
import { RequestsRouter } from '@tenantry/requests';
import { SignInRouter } from '@tenantry/sign-in';
import { SubscriptionsRouter } from '@tenantry/subscriptions';
import { TemplatesRouter } from '@tenantry/templates';
import { TenantsRouter } from '@tenantry/tenants';
import { router } from '@tenantry/trpc';
import { ViewAsRouter } from '@tenantry/view-as';

/** Every procedure of the API under its name: a new feature is added here and nowhere else. */
@Injectable()
export class RootRouter {
  constructor(
    private readonly signIn: SignInRouter,
    private readonly ownAccess: OwnAccessRouter,
    private readonly activations: ActivationsRouter,
    private readonly operators: OperatorsRouter,
    private readonly users: UsersRouter,
    private readonly keys: KeysRouter,
    private readonly tenants: TenantsRouter,
    private readonly lifecycle: LifecycleRouter,
    private readonly directory: DirectoryRouter,
    private readonly subscriptions: SubscriptionsRouter,
    private readonly conversations: ConversationsRouter,
    private readonly logs: LogsRouter,
    private readonly capabilities: CapabilitiesRouter,
    private readonly quotas: QuotasRouter,
    private readonly requests: RequestsRouter,
    private readonly changes: ChangesRouter,
    private readonly licence: LicenceRouter,
    private readonly permissions: PermissionsRouter,
    private readonly roles: RolesRouter,
    private readonly exports: ExportsRouter,
    private readonly erasure: ErasureRouter,
    private readonly viewAs: ViewAsRouter,
    private readonly onboarding: OnboardingRouter,
    private readonly templates: TemplatesRouter,
    private readonly drafts: DraftsRouter,
    private readonly deletion: DeletionRouter,
  ) {}

  routes() {
    const { gate, auth } = this.signIn.routes();
    return router({
      gate: router(gate),
      auth: router({ ...auth, ...this.activations.routes(), ...this.ownAccess.routes() }),
      operators: router(this.operators.routes()),
      users: router(this.users.routes()),
      keys: router(this.keys.routes()),
      platformKeys: router(this.keys.platformRoutes()),
      tenants: router({
        ...this.tenants.routes(),
        ...this.onboarding.routes(),
        ...this.templates.tenantRoutes(),
        ...this.lifecycle.routes(),
        ...this.directory.routes(),
        ...this.deletion.routes(),
      }),
      drafts: router(this.drafts.routes()),
      templates: router({ ...this.templates.routes(), ...this.drafts.templateRoutes() }),
      subscription: router({ ...this.subscriptions.routes(), ...this.conversations.subscriptionRoutes() }),
      conversations: router(this.conversations.routes()),
      log: router(this.logs.routes()),
      capabilities: router({ ...this.capabilities.routes(), ...this.quotas.routes() }),
      requests: router(this.requests.routes()),
      exports: router(this.exports.routes()),
      people: router(this.erasure.routes()),
      changes: router(this.changes.routes()),
      licence: router(this.licence.routes()),
      permissions: router({ ...this.permissions.routes(), ...this.roles.routes() }),
      viewAs: router(this.viewAs.routes()),
    });
  }
}

export type AppRouter = ReturnType<RootRouter['routes']>;
