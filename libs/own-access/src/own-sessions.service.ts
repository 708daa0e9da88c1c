import { Injectable } from '@nestjs/common';
import { deviceOf, Sessions, tenantOf } from '@tenantry/credentials';
import type { Device, Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';

export interface OwnSession {
  id: string;
  /** The one that asks. */
  current: boolean;
  device: Device;
  /** The address it was last used from. */
  ip: string | null;
  host: string;
  createdAt: Date;
  /** Its last refresh: a session in use refreshes every ten minutes. */
  lastUsedAt: Date;
  expiresAt: Date;
}

/** Where somebody is signed in. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
  ) {}

  async list(person: Person): Promise<OwnSession[]> {
    const sessions = await this.sessions.listOf(person);
    return sessions.map(({ id, userAgent, ip, host, createdAt, lastUsedAt, expiresAt }) => {
      const current = id === person.sessionId;
      return { id, current, device: deviceOf(userAgent), ip, host, createdAt, lastUsedAt, expiresAt };
    });
  }

  /** Also the one that asks: that is signing out. */
  async end(person: Person, sessionId: string, who: Who): Promise<void> {
    await this.database.transaction(async () => {
      if ((await this.sessions.end(person.id, sessionId)) === 0) throw notFound('session');
      const target = { kind: 'sign_in_session', id: sessionId };
      const tenantId = tenantOf(person);
      await who.record({ tenantId, type: 'sign_in', action: 'sign_in.ended', target });
    });
  }

  async endOthers(person: Person, who: Who): Promise<{ ended: number }> {
    return this.database.transaction(async () => {
      const ended = await this.sessions.endOthersOf(person.id, person.sessionId);
      const target = { kind: person.kind, id: person.id, name: person.name };
      const after = { ended };
      const tenantId = tenantOf(person);
      await who.record({ tenantId, type: 'sign_in', action: 'sign_in.others_ended', target, after });
      return { ended };
    });
  }
}
