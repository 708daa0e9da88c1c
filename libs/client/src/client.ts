import { createTRPCClient, httpLink } from '@trpc/client';
import type { TRPCClient } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@tenantry/router';

export type TenantryClient = TRPCClient<AppRouter>;
export type ConversationReport =
  inferRouterInputs<AppRouter>['conversations']['report']['conversations'][number];
export type ConversationResult = inferRouterOutputs<AppRouter>['conversations']['report']['results'][number];

export interface ClientOptions {
  /** Address of the API, for example `http://127.0.0.1:4301`; a path such as `/tenantry` may follow. */
  url: string;
  apiKey: string;
  /** Node's own fetch, which keeps connections open, unless told otherwise. */
  fetch?: typeof fetch;
}

/** Something other than the API answered: a proxy's error page, a wrong address. */
export class ForeignAnswer extends Error {
  constructor(
    readonly status: number,
    url: string,
  ) {
    super(`${url} answered ${status} without the API's JSON; is this the address of the API?`);
    this.name = 'ForeignAnswer';
  }
}

/** A call is one request, so that its status and its Retry-After are its own. */
export function createTenantryClient({ url, apiKey, fetch: send = fetch }: ClientOptions): TenantryClient {
  const base = url.replace(/\/+$/, '');
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${base}/trpc`,
        // Questions may be longer than an address.
        methodOverride: 'POST',
        headers: { 'x-api-key': apiKey },
        async fetch(input, init) {
          const response = await send(input as string, init as RequestInit);
          if (!response.headers.get('content-type')?.includes('json')) {
            await response.body?.cancel();
            throw new ForeignAnswer(response.status, base);
          }
          return response;
        },
      }),
    ],
  });
}
