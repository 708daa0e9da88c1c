import { Injectable } from '@nestjs/common';
import { checkPassword, OneTimeTokens, Passwords } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DAY } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { Hosts } from '@tenantry/tenants';
import { linkDead } from './names';
import { Operator } from './operator.entity';

type InvitedOperator = Pick<Operator, 'id' | 'email' | 'name' | 'language' | 'timeZone'>;

const LIFETIME = 3 * DAY;

/** The link that lets an invited operator in: what it carries, what it opens. */
@Injectable()
export class OperatorInvitations {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly outbox: Outbox,
    private readonly hosts: Hosts,
  ) {}

  /** In the running transaction. An earlier link dies with it. */
  async send({ id, email, name, language, timeZone }: InvitedOperator): Promise<void> {
    const { token, expiresAt } = await this.tokens.issue(
      'operator-invitation',
      { id, tenantId: null },
      LIFETIME,
    );
    await this.outbox.post({
      tenantId: null,
      letter: 'operator-invitation',
      to: { address: email, language, timeZone },
      params: { name, email, address: this.hosts.consoleAddress(), expiresAt },
      secrets: { token },
    });
  }

  /** For the form; asking as often as one likes leaves the link alive. */
  async view(token: string, host: string | null): Promise<{ email: string; name: string }> {
    const { email, name } = await this.opened(token, host);
    return { email, name };
  }

  async accept(token: string, password: string, who: Who): Promise<{ email: string }> {
    const { id, email, name } = await this.opened(token, who.host);
    checkPassword(password, [email, name]);
    const passwordHash = await this.passwords.hash(password);
    await this.database.transaction(async () => {
      if (!(await this.tokens.use('operator-invitation', token))) throw linkDead();
      const accepted = await this.database.manager.update(
        Operator,
        { id, state: 'invited' },
        { state: 'active', passwordHash },
      );
      if (accepted.affected !== 1) throw linkDead();
      await who.record({
        tenantId: null,
        type: 'user',
        action: 'operator.activated',
        actor: { kind: 'operator', id, name },
        target: { kind: 'operator', id, name },
        before: { state: 'invited' },
        after: { state: 'active' },
      });
    });
    return { email };
  }

  /** On any host but the console's the link is as dead as a used one. */
  private async opened(token: string, host: string | null): Promise<Operator> {
    const found = await this.tokens.find('operator-invitation', token);
    const surface = host === null ? null : await this.hosts.surfaceOf(host);
    if (!found || surface?.kind !== 'console') throw linkDead();
    const operator = await this.database.read.findOneBy(Operator, { id: found.subjectId });
    if (operator?.state !== 'invited') throw linkDead();
    return operator;
  }
}
