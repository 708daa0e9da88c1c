import { ActivationsRouter } from '@tenantry/accounts';
import { Installation, Instance, peopleOf } from '@tenantry/accounts/test';
import type { Request } from '@tenantry/accounts/test';
import { scratchSchema } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import { router } from '@tenantry/trpc';
import { SignInModule, SignInRouter, SignIns } from '../src';
import type { Entered, SignInInput } from '../src';

/** One API process that people sign in to. */
export class SignInProcess extends Instance {
  readonly signIns = this.module.get(SignIns, { strict: false });

  /** Of somebody without a second factor. */
  async signIn(input: SignInInput, who: Who): Promise<Entered> {
    const result = await this.signIns.signIn(input, who);
    if (result.status !== 'signed_in') throw new Error('A second factor is asked for');
    return result;
  }

  /** Of somebody with one. */
  async challenge(input: SignInInput, who: Who): Promise<string> {
    const result = await this.signIns.signIn(input, who);
    if (result.status !== 'second_factor') throw new Error('No second factor is asked for');
    return result.challenge;
  }
}

export class Process extends SignInProcess {
  async call(request: Request = {}) {
    const { gate, auth } = this.module.get(SignInRouter).routes();
    const activations = this.module.get(ActivationsRouter, { strict: false }).routes();
    const routes = {
      ...peopleOf(this.module),
      gate: router(gate),
      auth: router({ ...auth, ...activations }),
    };
    return router(routes).createCaller(await this.context(request));
  }
}

export class World extends Installation<Process> {
  static async make(): Promise<World> {
    const scratch = await scratchSchema([], { poolSize: 2 });
    return new World(scratch, SignInModule, (module) => new Process(module));
  }
}
