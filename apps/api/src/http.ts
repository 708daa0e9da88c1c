import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Platform } from '@tenantry/kernel';
import type { Logger } from 'pino';
import type { Env } from './env';
import { callerOf, originsOf } from './requests';

/** A report of 1,000 conversations fits. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** Nothing here is meant for a browser, let alone one on another origin: there is no CORS either. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

function trusted(proxies: Env['trustProxy']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : proxies;
}

export function createAdapter(env: Env, platform: Platform, logger: Logger): FastifyAdapter {
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: trusted(env.trustProxy),
    // The names of a batch's calls stand in the path.
    routerOptions: { maxParamLength: 2_000 },
  });
  const server = adapter.getInstance();
  server.addHook('onRequest', (req, res, done) => {
    res.headers({ ...headers, 'x-request-id': originsOf(req, platform).requestId });
    done();
  });
  server.addHook('onResponse', (req, res, done) => {
    const path = req.url.split('?', 1)[0]!.slice(0, 300);
    const level = path.startsWith('/health/') ? 'debug' : 'info';
    const { requestId, ip, viaPortal } = originsOf(req, platform);
    logger[level](
      {
        requestId,
        method: req.method,
        path,
        status: res.statusCode,
        ms: Math.round(res.elapsedTime * 10) / 10,
        ip,
        viaPortal,
        ...callerOf(req),
      },
      'request',
    );
    done();
  });
  return adapter;
}
