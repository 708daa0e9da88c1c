import type { ColumnKey, sortKeys } from '#lib/tenants/view';
import { m } from '#messages';

export const columnName: Record<ColumnKey, () => string> = {
  state: m.tenants_state,
  host: m.tenants_host,
  admin: m.tenants_admin,
  country: m.field_country,
  size: m.field_size,
  zone: m.field_time_zone,
  language: m.field_language,
  licences: m.tenants_licences,
  ends: m.tenants_contract_end,
  over: m.tenants_limits,
  created: m.tenants_created,
};

export const sortName: Record<(typeof sortKeys)[number], () => string> = {
  created: m.tenants_created,
  name: m.field_company_name,
  country: m.field_country,
  used: m.tenants_licences,
  ends: m.tenants_contract_end,
};
