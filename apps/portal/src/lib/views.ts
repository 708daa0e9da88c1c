import type { AppRouter } from '@tenantry/router';
import type { inferRouterOutputs } from '@trpc/server';

export type Views = inferRouterOutputs<AppRouter>;
type RowOf<Page extends { items: unknown[] }> = Page['items'][number];

export type Gate = Views['gate']['current'];
export type Who = NonNullable<Gate['who']>;
export type Tenant = NonNullable<Extract<Gate, { surface: 'portal' }>['tenant']>;
export type Renewed = Views['auth']['refresh'];

export type TenantRow = RowOf<Views['tenants']['list']>;
export type TenantView = Views['tenants']['byId'];
export type AttentionItem = RowOf<Views['tenants']['attention']>;
export type UserRow = RowOf<Views['users']['list']>;
export type OperatorRow = RowOf<Views['operators']['list']>;
export type KeyRow = RowOf<Views['platformKeys']['list']>;

export type Overview = Views['subscription']['overview'];
export type ContractView = Overview['contracts'][number];
export type LedgerRow = RowOf<Views['subscription']['ledger']>;
export type SessionRow = RowOf<Views['subscription']['sessions']>;
export type ConversationRow = RowOf<Views['subscription']['conversations']>;
export type ConversationView = Views['subscription']['conversation'];

export type LogRow = RowOf<Views['log']['list']>;

/** `own`: stored by the very page that shows it, for this tenant or in the profile. */
export type PermissionItem = RowOf<Views['permissions']['ofTenant']> & { own: boolean };
export type PermissionPreview =
  | ({ of: 'tenant' } & Views['permissions']['preview'])
  | ({ of: 'profile' } & Views['permissions']['previewDefaults']);
export type Explanation = Views['permissions']['explain'];
export type Roles = Views['permissions']['roles'];
export type OwnRole = Roles['own'][number];

export type CapabilityItem = RowOf<Views['capabilities']['list']>;
export type LimitChanges = RowOf<Views['capabilities']['preview']>[];
export type DefaultItem = RowOf<Views['capabilities']['defaults']>;
export type DefaultChanges = Views['capabilities']['previewDefaults'];
export type ExportRow = RowOf<Views['exports']['list']>;
export type RequestRow = RowOf<Views['requests']['list']>;
export type InboxRow = RowOf<Views['requests']['inbox']>;
