/** One row of the statement below. */
export interface LivingRow {
  id: Buffer;
  host: string;
  token_hash: Buffer;
  expires_at: Date;
  tenant_id: Buffer | null;
  subject_kind: 'operator' | 'user' | 'viewer';
  subject_id: Buffer;
  own_host: string | null;
  operator_name: string;
  operator_role: 'admin' | 'support' | 'auditor';
  second_factor: number;
  view_until: Date | null;
  user_role: 'admin' | 'supervisor' | 'agent' | 'member';
  first_name: string;
  last_name: string;
  must_change_password: number;
  email: string;
  language: string;
  time_zone: string;
  slug: string;
  company_name: string;
  tenant_language: string;
  tenant_time_zone: string;
}

/**
 * Sessions hold while their row, their person, the person's tenant and their host do; all asked in one statement. One
 * that views a tenant holds while the tenant allows it too, its operator may, and the console's session that it came
 * from lives.
 */
export const living = `
  SELECT s.id, s.host, s.token_hash, s.expires_at, s.tenant_id, s.subject_kind, s.subject_id, h.host AS own_host,
    o.name AS operator_name, o.role AS operator_role, f.subject_id IS NOT NULL AS second_factor,
    u.role AS user_role, u.first_name, u.last_name, u.must_change_password,
    COALESCE(o.email, u.email) AS email,
    COALESCE(o.language, u.language, t.language) AS language,
    COALESCE(o.time_zone, u.time_zone, t.time_zone) AS time_zone,
    t.slug, t.company_name, t.language AS tenant_language, t.time_zone AS tenant_time_zone,
    LEAST(s.expires_at, a.ends_at) AS view_until
  FROM sign_in_sessions s
  LEFT JOIN operators o ON s.subject_kind <> 'user' AND o.id = s.subject_id AND o.state = 'active'
  LEFT JOIN second_factors f ON f.subject_id = o.id AND f.confirmed_at IS NOT NULL
  LEFT JOIN users u ON s.subject_kind = 'user' AND u.id = s.subject_id AND u.tenant_id = s.tenant_id
    AND u.state = 'active'
  LEFT JOIN support_views v ON s.subject_kind = 'viewer' AND v.id = s.id AND v.ended_at IS NULL
    AND o.role IN ('admin', 'support')
  LEFT JOIN sign_in_sessions c ON c.id = v.console_session_id AND c.subject_id = o.id AND c.ended_at IS NULL
  LEFT JOIN support_access a ON a.tenant_id = v.tenant_id AND c.id IS NOT NULL
  LEFT JOIN tenants t ON t.id = COALESCE(u.tenant_id, a.tenant_id) AND t.state = 'enabled'
  LEFT JOIN tenant_hosts h ON h.host = s.host AND h.tenant_id = s.tenant_id AND h.state = 'active'
  WHERE s.id IN (?) AND s.ended_at IS NULL AND s.expires_at > ?
    AND (s.subject_kind <> 'viewer' AND s.last_used_at > ?
      OR s.last_used_at > ? AND c.expires_at > ? AND c.last_used_at > ? AND a.ends_at > ?)
    AND (s.subject_kind = 'operator' AND s.host = ? AND o.id IS NOT NULL
      OR t.id IS NOT NULL AND (s.host = ? OR h.host IS NOT NULL))`;
