/** By what a row that belongs to nobody may speak of a tenant. All in small letters. */
export interface Names {
  tenantId: string;
  /** Hosts, addresses of its people, ids of its requests: they mean this tenant wherever they stand. */
  certain: ReadonlySet<string>;
  /** Slug and company name: they may be any other word, so they count only where companies are spoken of. */
  ofCompany: ReadonlySet<string>;
}

const spokenOfCompanies = /^(search|slug|company|companyName|tenant|tenants|tenantName|tenantSlug)$/;

/** Whether a value, or anything within it, means the tenant. `key` is what the value is called. */
export function speakOf(names: Names, value: unknown, key = ''): boolean {
  if (typeof value === 'string') {
    const text = value.trim().toLowerCase();
    return (
      text.includes(names.tenantId) ||
      names.certain.has(text) ||
      (spokenOfCompanies.test(key) && names.ofCompany.has(text))
    );
  }
  if (Array.isArray(value)) return value.some((each) => speakOf(names, each, key));
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([inner, each]) => speakOf(names, each, inner));
}

/** The same of JSON text; what is no JSON says nothing. */
export function textSpeaksOf(names: Names, text: string | null): boolean {
  try {
    return text !== null && speakOf(names, JSON.parse(text));
  } catch {
    return false;
  }
}
