import type { TenantRow } from './tenant-rows.service';

const columns: Record<string, (row: TenantRow) => string | number | null | undefined> = {
  id: (row) => row.id,
  company_name: (row) => row.companyName,
  slug: (row) => row.slug,
  state: (row) => (row.purgeAt ? 'deleted' : row.state),
  host: (row) => row.host,
  admin_email: (row) => row.adminEmail,
  country: (row) => row.country,
  size: (row) => row.size,
  time_zone: (row) => row.timeZone,
  language: (row) => row.language,
  created_at: (row) => row.createdAt,
  licences_purchased: (row) => row.contract?.purchased,
  licences_consumed: (row) => row.contract?.consumed,
  licences_used_percent: (row) => row.contract?.percent,
  contract_ends_at: (row) => row.contract?.endsAt,
  over_limit: (row) => row.overLimit.join(' '),
};

/** With a mark of its encoding, without which spreadsheets take it for another. */
export const csvHead = `\ufeff${Object.keys(columns).join(',')}\r\n`;

export const csvLines = (rows: readonly TenantRow[]): string =>
  rows
    .map(
      (row) =>
        `${Object.values(columns)
          .map((column) => field(column(row)))
          .join(',')}\r\n`,
    )
    .join('');

/** Spreadsheets run text that begins so, also behind blanks and as wide signs; an apostrophe makes it text. */
const formula = /^[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/;

export function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
