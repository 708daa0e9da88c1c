import type { INestApplicationContext } from '@nestjs/common';
import { newId } from '@tenantry/kernel';
import { OperationLogs } from '@tenantry/logs';
import { RootRouter } from '@tenantry/router';
import { SignIns } from '@tenantry/sign-in';
import { Tenants } from '@tenantry/tenants';
import { actorOf } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';

export type Api = ReturnType<ReturnType<RootRouter['routes']>['createCaller']>;

/** Calls the API's own procedures in this process, as the people and services of the demo would. */
export class Actors {
  private readonly router;

  constructor(private readonly services: INestApplicationContext) {
    this.router = services.get(RootRouter).routes();
  }

  operator(id: string, name: string): Api {
    return this.as({ kind: 'operator', id, name, role: 'admin', sessionId: newId() }, null);
  }

  service(): Api {
    const scopes = new Set(['conversations:write', 'capabilities:consume']);
    return this.as(
      { kind: 'key', id: newId(), name: 'Demo', scopes, tenantId: null, covers: () => true },
      null,
    );
  }

  visitor(host: string): Api {
    return this.as({ kind: 'anonymous' }, host);
  }

  async signedIn(accessToken: string, host: string): Promise<Api> {
    return this.as(await this.services.get(SignIns).principalOf(accessToken, host), host);
  }

  private as(principal: Principal, host: string | null): Api {
    const logs = this.services.get(OperationLogs);
    const tenants = this.services.get(Tenants);
    const context: Context = {
      principal,
      actor: actorOf(principal),
      tenantId: 'tenantId' in principal ? principal.tenantId : null,
      host,
      rawHost: host,
      ip: null,
      userAgent: null,
      requestId: newId(),
      viaPortal: false,
      origin: null,
      fetchSite: null,
      recorded: 0,
      tenantExists: (id) => tenants.exists(id),
      // Features limit users, and the admins of the demo have them all.
      permits: async () => null,
      record(this: Context, entry) {
        return logs.record(this, entry);
      },
    };
    return this.router.createCaller(context);
  }
}
