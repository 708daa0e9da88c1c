import { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError, Platform } from '@tenantry/kernel';
import { RootRouter } from '@tenantry/router';
import { Download } from '@tenantry/trpc';
import type { Meta } from '@tenantry/trpc';
import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Contexts } from './context';
import { originsOf } from './requests';
import { RunningRights } from './running-rights';
import type { Sending } from './running-rights';

/**
 * Procedures whose result is a file, as `POST /download/<procedure>` with their input as the body. They are called
 * as all others are: who may call, log row and errors are the procedure's. What they give is sent as it is made,
 * at the pace of whoever reads; when making it fails half-way, or whoever reads may do so no longer, the connection
 * breaks, so that nobody takes a part for the whole.
 */
export function mountDownloads(app: NestFastifyApplication, logger: Logger): void {
  const router = app.get(RootRouter).routes();
  const contexts = app.get(Contexts);
  const platform = app.get(Platform);
  const rights = app.get(RunningRights);
  const procedures = router._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>;

  async function serve(req: FastifyRequest, path: string): Promise<{ download: Download; sending: Sending }> {
    const meta = Object.hasOwn(procedures, path) ? procedures[path]!._def.meta : undefined;
    if (!meta?.download) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such download.' });
    const ctx = await contexts.of(req);
    const getRawInput = () => Promise.resolve(parsed(req.body));
    const call = {
      router,
      path,
      getRawInput,
      ctx,
      type: 'mutation',
      signal: undefined,
      batchIndex: 0,
    } as const;
    const result: unknown = await callTRPCProcedure(call);
    if (!(result instanceof Download)) throw new Error(`${path} gave something else than a download`);
    const apiKey = req.headers['x-api-key'] as string | undefined;
    return { download: result, sending: { ctx, meta, apiKey } };
  }

  function refuse(req: FastifyRequest, res: FastifyReply, path: string, cause: unknown) {
    const error = getTRPCErrorFromUnknown(cause);
    const { requestId } = originsOf(req, platform);
    if (error.code === 'INTERNAL_SERVER_ERROR' && !(error.cause instanceof DomainError))
      logger.error({ err: error.cause ?? error, path, requestId }, 'bug');
    const ctx = { requestId } as Awaited<ReturnType<Contexts['of']>>;
    const config = router._def._config;
    const shape = getTRPCErrorShape({ config, error, type: 'mutation', path, input: undefined, ctx });
    return res.code(shape.data.httpStatus).send({ error: shape });
  }

  void app
    .getHttpAdapter()
    .getInstance()
    .register(
      (scope, _options, done) => {
        const running = new Set<Readable>();
        // A slow reader must not keep the process from stopping.
        scope.addHook('preClose', (closed) => {
          for (const stream of running) stream.destroy(new Error('The server is stopping.'));
          closed();
        });
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_req, body, given) =>
          given(null, body),
        );
        scope.post('/:path', async (req, res) => {
          const { path } = req.params as { path: string };
          try {
            const { download, sending } = await serve(req, path);
            const { name, type, chunks, bytes } = download;
            void res.header('content-disposition', `attachment; filename="${name}"`).type(type);
            if (bytes !== undefined) void res.header('content-length', bytes);
            const stream = Readable.from(chunks, { objectMode: false });
            running.add(stream);
            const unwatch = rights.watch(sending, (reason) => stream.destroy(reason));
            stream.once('close', () => {
              running.delete(stream);
              unwatch();
            });
            void res.send(stream);
            return res;
          } catch (error) {
            return refuse(req, res, path, error);
          }
        });
        done();
      },
      { prefix: '/download' },
    );
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(typeof body === 'string' && body !== '' ? body : '{}');
  } catch {
    throw new TRPCError({ code: 'BAD_REQUEST', message: 'The body is not JSON.' });
  }
}
