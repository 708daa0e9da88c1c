import { Module } from '@nestjs/common';
import { AccountsModule } from '@tenantry/accounts';
import { CONSOLE, Installation, peopleOf } from '@tenantry/accounts/test';
import type { Request } from '@tenantry/accounts/test';
import { scratchSchema } from '@tenantry/database';
import { SignInModule, SignInRouter } from '@tenantry/sign-in';
import { SignInProcess } from '@tenantry/sign-in/test';
import { router } from '@tenantry/trpc';
import { ViewAsModule, ViewAsRouter } from '../src';
import { ViewEndings } from '../src/view-endings.service';

@Module({ imports: [AccountsModule, SignInModule, ViewAsModule] })
class TogetherModule {}

export class Process extends SignInProcess {
  /** As the job does it. */
  settle(): Promise<void> {
    return this.module.get(ViewEndings, { strict: false }).settle();
  }

  async call(request: Request = {}) {
    const { gate, auth } = this.module.get(SignInRouter, { strict: false }).routes();
    const routes = {
      ...peopleOf(this.module),
      gate: router(gate),
      auth: router(auth),
      viewAs: router(this.module.get(ViewAsRouter, { strict: false }).routes()),
    };
    return router(routes).createCaller(await this.context(request));
  }
}

export class World extends Installation<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    return new World(scratch, TogetherModule, (module) => new Process(module));
  }

  /** A tenant with an admin who is signed in, and an operator of this role. */
  async cast(one: Process, role: 'admin' | 'support' | 'auditor' = 'support') {
    const tenant = await this.settled(one);
    const asAdmin = {
      accessToken: await one.signedIn('user', tenant.userId, tenant.id, tenant.host),
      host: tenant.host,
    };
    const { id: operatorId, email, accessToken } = await this.operator(one, role);
    return { tenant, asAdmin, operatorId, email, asOperator: { accessToken, host: CONSOLE } };
  }

  /** The same once the operator looks at the tenant. */
  async viewed(
    one: Process,
    { hours = 8 as 1 | 8 | 24 | 168, role = 'support' as 'admin' | 'support' } = {},
  ) {
    const cast = await this.cast(one, role);
    const { tenant, asAdmin, asOperator } = cast;
    await (await one.call(asAdmin)).viewAs.allow({ hours });
    const { token } = await (
      await one.call(asOperator)
    ).viewAs.begin({ tenantId: tenant.id, reason: 'Help' });
    const session = await (await one.call({ host: tenant.host })).viewAs.enter({ token });
    return { ...cast, session, asViewer: { accessToken: session.accessToken, host: tenant.host } };
  }
}
