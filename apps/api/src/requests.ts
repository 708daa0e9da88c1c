import { isIP } from 'node:net';
import { newId, sameBytes, sha256 } from '@tenantry/kernel';
import type { Platform } from '@tenantry/kernel';
import type { Context } from '@tenantry/trpc';
import type { FastifyRequest } from 'fastify';

/** What a request says of itself, believed as far as its sender may be. */
export interface Origins extends Pick<
  Context,
  'rawHost' | 'viaPortal' | 'origin' | 'fetchSite' | 'ip' | 'userAgent' | 'requestId'
> {
  /** It claims to be the portal's and does not know the secret. */
  falsePortal: boolean;
}

const wellFormedId = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,63}$/;
const known = new WeakMap<object, Origins>();
const digests = new WeakMap<Platform, Buffer>();

/** Of the portal's secret, which each of its requests shows. */
function digestOf(platform: Platform): Buffer {
  let digest = digests.get(platform);
  if (!digest) digests.set(platform, (digest = sha256(platform.portalSecret)));
  return digest;
}

/** Only the portal server's word counts on host, address and request id; it proves itself by the secret. */
export function originsOf(request: FastifyRequest, platform: Platform): Origins {
  let origins = known.get(request.raw);
  if (!origins) known.set(request.raw, (origins = read(request, platform)));
  return origins;
}

function read(request: FastifyRequest, platform: Platform): Origins {
  const header = (name: string): string | null => {
    const value = request.headers[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const claim = header('x-tenantry-portal');
  const viaPortal = claim !== null && sameBytes(sha256(claim), digestOf(platform));
  const told = (name: string): string | null => (viaPortal ? header(name) : null);
  const toldId = told('x-request-id');
  const toldIp = told('x-tenantry-ip');
  return {
    viaPortal,
    falsePortal: claim !== null && !viaPortal,
    rawHost: viaPortal ? header('x-tenantry-host') : header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    ip: (toldIp && isIP(toldIp) ? toldIp : request.ip) || null,
    userAgent: header('user-agent'),
    requestId: toldId && wellFormedId.test(toldId) ? toldId : newId(),
  };
}

const callers = new WeakMap<object, { actor: string; tenant: string | null }>();

/** Who a request turned out to be, for its line in the log. */
export const callerOf = (request: FastifyRequest) => callers.get(request.raw);

export function noteCaller(
  request: FastifyRequest,
  { actor, tenantId }: Pick<Context, 'actor' | 'tenantId'>,
): void {
  callers.set(request.raw, { actor: `${actor.kind}:${actor.id ?? ''}`, tenant: tenantId });
}
