import { Injectable } from '@nestjs/common';
import type { Subject } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { idToBytes, Platform } from '@tenantry/kernel';
import { Hosts } from '@tenantry/tenants';

/** What a letter to somebody needs, and what a password of theirs must not be. */
export interface Details {
  subject: Subject;
  /** How a letter greets. */
  greeting: string;
  name: string;
  /** What is typed to sign in. */
  login: string;
  email: string;
  language: string;
  timeZone: string;
  companyName: string | null;
  /** Active, as is the tenant. */
  able: boolean;
  guessable: string[];
}

const ofUser = `
  SELECT u.username, u.email, u.first_name, u.last_name, u.state, t.state AS tenant_state, t.company_name, t.slug,
    COALESCE(u.language, t.language) AS language, COALESCE(u.time_zone, t.time_zone) AS time_zone
  FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE u.id = ? AND u.tenant_id = ?`;
const ofOperator = 'SELECT email, name, state, language, time_zone FROM operators WHERE id = ?';

@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly hosts: Hosts,
    private readonly platform: Platform,
  ) {}

  async find(subject: Subject): Promise<Details | null> {
    const isUser = subject.kind === 'user';
    const ids = [subject.id, ...(isUser ? [subject.tenantId!] : [])].map(idToBytes);
    const [row] = await this.database.query<Record<string, string>[]>(isUser ? ofUser : ofOperator, ids);
    if (!row) return null;
    const { username, email, name, slug, company_name: company } = row;
    return {
      subject,
      greeting: isUser ? row['first_name']! : name!,
      name: isUser ? `${row['first_name']} ${row['last_name']}` : name!,
      login: username ?? email!,
      email: email!,
      language: row['language']!,
      timeZone: row['time_zone']!,
      companyName: company ?? null,
      able: row['state'] === 'active' && (!isUser || row['tenant_state'] === 'enabled'),
      guessable: [username, email, name, company, slug].filter((word) => word !== undefined),
    };
  }

  /** Start of the links sent to somebody; never anything that a request brought. */
  async addressOf({ kind, tenantId }: Pick<Subject, 'kind' | 'tenantId'>): Promise<string> {
    return kind === 'operator' ? this.hosts.consoleAddress() : this.hosts.addressOf(tenantId!);
  }

  /** A link works where its owner signs in: an operator's on the console's host, a user's on the tenant's or the shared. */
  async mayOpenAt(subject: Pick<Subject, 'kind' | 'tenantId'>, host: string | null): Promise<boolean> {
    if (host === null) return false;
    if (subject.kind === 'operator') return host === this.platform.consoleHost;
    const surface = await this.hosts.surfaceOf(host);
    return (
      surface?.kind === 'platform' || (surface?.kind === 'tenant' && surface.tenantId === subject.tenantId)
    );
  }
}
