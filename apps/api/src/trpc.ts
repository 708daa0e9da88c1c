import { DomainError, Platform } from '@tenantry/kernel';
import { RootRouter } from '@tenantry/router';
import { getTRPCErrorShape, TRPCError } from '@trpc/server';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Contexts } from './context';
import { originsOf } from './requests';

const MAX_CALLS = 10;

const codes: Record<number, TRPC_ERROR_CODE_KEY> = {
  400: 'BAD_REQUEST',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

/** What of an error tells when to come back, for clients that go by the header. A batch has no one answer. */
function retryAfter([error]: readonly TRPCError[]): { headers?: Record<string, string> } {
  const seconds = error?.cause instanceof DomainError ? error.cause.details['retryAfterSeconds'] : undefined;
  return typeof seconds === 'number' ? { headers: { 'retry-after': String(seconds) } } : {};
}

/** Mounts the procedures beside Nest, whose guards, pipes and filters do not see these requests. */
export function mountTrpc(app: NestFastifyApplication, logger: Logger): void {
  const router = app.get(RootRouter).routes();
  const contexts = app.get(Contexts);
  const platform = app.get(Platform);

  const logBug = (error: unknown, req: FastifyRequest, path?: string) =>
    logger.error({ err: error, path, requestId: originsOf(req, platform).requestId }, 'bug');
  const logOutage = (error: unknown, req: FastifyRequest, path?: string) =>
    logger.warn({ err: error, path, requestId: originsOf(req, platform).requestId }, 'unavailable');

  const serve = (req: FastifyRequest, res: FastifyReply, path: string) =>
    fastifyRequestHandler({
      req,
      res,
      path,
      router,
      createContext: () => contexts.of(req),
      // A question may be too long for an address.
      allowMethodOverride: true,
      responseMeta: ({ errors, info }) => (info?.isBatchCall ? {} : retryAfter(errors)),
      onError({ error, path: procedure }) {
        const { cause } = error;
        if (cause instanceof DomainError && cause.cause) logOutage(cause.cause, req, procedure);
        if (error.code !== 'INTERNAL_SERVER_ERROR' || cause instanceof DomainError) return;
        logBug(cause ?? error, req, procedure);
      },
    });

  /** For requests that end before any procedure; in the shape of all other errors, with the id. */
  function refuse(req: FastifyRequest, res: FastifyReply, error: TRPCError) {
    const shape = getTRPCErrorShape({
      config: router._def._config,
      error,
      type: 'unknown',
      path: undefined,
      input: undefined,
      ctx: { requestId: originsOf(req, platform).requestId } as Awaited<ReturnType<Contexts['of']>>,
    });
    return res.code(shape.data.httpStatus).send({ error: shape });
  }

  void app
    .getHttpAdapter()
    .getInstance()
    .register(
      (scope, _options, done) => {
        // JSON is the one language: what another site's form can send is turned away before anything reads it.
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_req, body, parsed) =>
          parsed(null, body),
        );
        scope.setErrorHandler((error: FastifyError, req, res) => {
          const code = codes[error.statusCode ?? 500] ?? 'INTERNAL_SERVER_ERROR';
          if (code === 'INTERNAL_SERVER_ERROR') logBug(error, req);
          return refuse(req, res, new TRPCError({ code, message: error.message }));
        });
        scope.all('/:path', async (req, res) => {
          const { path } = req.params as { path: string };
          if (path.split(',', MAX_CALLS + 1).length > MAX_CALLS)
            return refuse(
              req,
              res,
              new TRPCError({ code: 'BAD_REQUEST', message: `At most ${MAX_CALLS} calls a batch.` }),
            );
          await serve(req, res, path);
          return res;
        });
        done();
      },
      { prefix: '/trpc' },
    );
}
