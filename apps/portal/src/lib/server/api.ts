import type { AppRouter } from '@tenantry/router';
import { createTRPCClient, httpBatchLink, splitLink, TRPCClientError, type TRPCClient } from '@trpc/client';
import { config } from '#lib/server/config';

export type Api = TRPCClient<AppRouter>;

/** What the API is told about the browser's request; it trusts these headers only together with the secret. */
export type Caller = {
  /** As the browser sent it, with its port. */
  host: string;
  protocol: string;
  ip: string;
  requestId: string;
  access: string | undefined;
  headers: Headers;
};

const forwarded = ['origin', 'sec-fetch-site', 'user-agent'];

export function headersOf(caller: Caller): Record<string, string> {
  const headers: Record<string, string> = {
    'x-tenantry-portal': config.portalSecret,
    'x-tenantry-host': caller.host,
    'x-tenantry-proto': caller.protocol,
    'x-tenantry-ip': caller.ip,
    'x-request-id': caller.requestId,
  };
  if (caller.access) headers['authorization'] = `Bearer ${caller.access}`;
  for (const name of forwarded) {
    const value = caller.headers.get(name);
    if (value) headers[name] = value;
  }
  return headers;
}

export function apiFor(caller: Caller): Api {
  const headers = headersOf(caller);
  const to = { url: config.apiUrl, headers, maxItems: 10 };
  const link = splitLink({
    condition: ({ input }) => (JSON.stringify(input)?.length ?? 0) > 1000,
    true: httpBatchLink({ ...to, methodOverride: 'POST' }),
    false: httpBatchLink({ ...to, maxURLLength: 4000 }),
  });
  return createTRPCClient<AppRouter>({ links: [link] });
}

export type Refusal = {
  status: number;
  kind: string;
  code: string | null;
  field: string | null;
  /** Every input that was malformed, by its path. */
  fields: { field: string }[];
  message: string;
  /** When to come back, if that is known. */
  retryAfterSeconds: number | null;
  /** Of what was to be changed, as it stands now. */
  version: number | null;
  id: string | null;
};

/** What the API said, or null when the error is none of its refusals (a bug here, a broken connection). */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = (error.data ?? null) as null | {
    httpStatus?: number;
    kind?: string;
    id?: string;
    details?: {
      field?: string;
      code?: string;
      fields?: { field: string }[];
      retryAfterSeconds?: number;
      version?: number;
    };
  };
  if (!data) return { ...unreachable, message: error.message };
  return {
    status: data.httpStatus ?? 500,
    kind: data.kind ?? 'internal',
    code: data.details?.code ?? null,
    field: data.details?.field ?? null,
    fields: data.details?.fields ?? [],
    message: error.message,
    retryAfterSeconds: data.details?.retryAfterSeconds ?? null,
    version: data.details?.version ?? null,
    id: data.id ?? null,
  };
}

const unreachable = {
  status: 503,
  kind: 'unavailable',
  code: null,
  field: null,
  fields: [],
  retryAfterSeconds: null,
  version: null,
  id: null,
};
