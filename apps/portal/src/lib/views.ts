import type { AppRouter } from '@tenantry/router';
import type { inferRouterOutputs } from '@trpc/server';

type Views = inferRouterOutputs<AppRouter>;
type RowOf<Page extends { items: unknown[] }> = Page['items'][number];

export type Gate = Views['gate']['current'];
export type Who = NonNullable<Gate['who']>;
export type Tenant = NonNullable<Extract<Gate, { surface: 'portal' }>['tenant']>;
export type Renewed = Views['auth']['refresh'];

export type TenantRow = RowOf<Views['tenants']['list']>;
export type TenantView = Views['tenants']['byId'];
export type UserRow = RowOf<Views['users']['list']>;

export type Overview = Views['subscription']['overview'];
export type ContractView = Overview['contracts'][number];
export type LedgerRow = RowOf<Views['subscription']['ledger']>;
export type SessionRow = RowOf<Views['subscription']['sessions']>;
export type ConversationRow = RowOf<Views['subscription']['conversations']>;
export type ConversationView = Views['subscription']['conversation'];

export type LogRow = RowOf<Views['log']['list']>;
