import { Injectable } from '@nestjs/common';
import { DomainError, normaliseHost, Platform } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { KeyChecks } from '@tenantry/keys';
import { OperationLogs } from '@tenantry/logs';
import { insiderOf, Rights } from '@tenantry/permissions';
import { SignIns } from '@tenantry/sign-in';
import { Tenants } from '@tenantry/tenants';
import { actorOf } from '@tenantry/trpc';
import type { Context, Principal } from '@tenantry/trpc';
import type { FastifyRequest } from 'fastify';
import { noteCaller, originsOf } from './requests';

const bearer = /^Bearer ([^\s]+)$/i;

/** Turns a request into what procedures know of it: who asks, from where, on which host. */
@Injectable()
export class Contexts {
  constructor(
    private readonly platform: Platform,
    private readonly signIns: SignIns,
    private readonly keyChecks: KeyChecks,
    private readonly tenants: Tenants,
    private readonly rights: Rights,
    private readonly logs: OperationLogs,
  ) {}

  async of(request: FastifyRequest): Promise<Context> {
    const { falsePortal, ...origins } = originsOf(request, this.platform);
    const host = normaliseHost(origins.rawHost ?? undefined);
    let principal: Principal = { kind: 'anonymous' };
    let refusal: unknown;
    try {
      if (falsePortal)
        throw refused('The secret of this portal is not the one of this API.', 'portal_secret');
      principal = await this.principalOf(request, host);
    } catch (error) {
      refusal = error;
    }
    const tenantId = 'tenantId' in principal ? principal.tenantId : null;
    const who: Omit<Who, 'record'> = {
      actor: actorOf(principal),
      tenantId,
      host,
      ip: origins.ip,
      userAgent: origins.userAgent,
      requestId: origins.requestId,
    };
    noteCaller(request, who);
    const { logs, signIns } = this;
    return {
      ...origins,
      ...who,
      principal,
      refusal,
      recorded: 0,
      tenantExists: (id) => this.tenants.exists(id),
      permits: async (feature) => {
        const insider = insiderOf(principal);
        return insider && this.rights.refusalOf(insider, feature);
      },
      /** Called on the procedure's own context, which knows the tenant the call is about. */
      async record(this: Omit<Who, 'record'>, entry) {
        await logs.record(this, entry);
        // Signing in changes nothing about anybody who is signed in.
        if (entry.type !== 'sign_in') signIns.noticeChange();
      },
    };
  }

  /** Anonymous when nothing was sent. What was sent must hold. */
  private async principalOf(request: FastifyRequest, host: string | null): Promise<Principal> {
    const { authorization, 'x-api-key': key } = request.headers;
    if (authorization === undefined && key === undefined) return { kind: 'anonymous' };
    if (authorization !== undefined && key !== undefined)
      throw refused('Send an access token or an API key, not both.', 'two_credentials');
    const token = bearer.exec(authorization ?? '')?.[1];
    if (key === undefined && !token) throw refused('This is not an access token.', 'bad_token');
    const principal =
      key === undefined
        ? await this.signIns.principalOf(token!, host)
        : await this.keyChecks.principalOf(String(key));
    if (principal.kind !== 'anonymous') return principal;
    throw key === undefined
      ? refused('You are signed in no longer.', 'session_ended')
      : refused('This API key is not valid.', 'bad_key');
  }
}

const refused = (message: string, code: string) => new DomainError('unauthenticated', message, { code });
