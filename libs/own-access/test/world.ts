import { ActivationsRouter } from '@tenantry/accounts';
import { Installation, peopleOf } from '@tenantry/accounts/test';
import type { Request } from '@tenantry/accounts/test';
import { scratchSchema } from '@tenantry/database';
import { SignInModule, SignInRouter } from '@tenantry/sign-in';
import { SignInProcess } from '@tenantry/sign-in/test';
import { router } from '@tenantry/trpc';
import { Module } from '@nestjs/common';
import { OwnAccessModule, OwnAccessRouter } from '../src';

@Module({ imports: [SignInModule, OwnAccessModule] })
class PeopleModule {}

export class Process extends SignInProcess {
  async call(request: Request = {}) {
    const get = <T>(type: new (...services: never[]) => T): T => this.module.get(type, { strict: false });
    const { gate, auth } = get(SignInRouter).routes();
    const activations = get(ActivationsRouter).routes();
    const own = get(OwnAccessRouter).routes();
    const routes = {
      ...peopleOf(this.module),
      gate: router(gate),
      auth: router({ ...auth, ...activations, ...own }),
    };
    return router(routes).createCaller(await this.context(request));
  }
}

export class World extends Installation<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    return new World(scratch, PeopleModule, (module) => new Process(module));
  }
}
