import { Injectable } from '@nestjs/common';
import { checkPassword, OneTimeTokens, Passwords } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import { Hosts, Tenants } from '@tenantry/tenants';
import type { TenantSummary } from '@tenantry/tenants';
import { linkDead } from './names';
import { User } from './user.entity';

/** What the link in an activation mail opens: the form, and then the account. */
@Injectable()
export class Activations {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly tenants: Tenants,
    private readonly hosts: Hosts,
  ) {}

  /** For the form; asking as often as one likes leaves the link alive. */
  async view(token: string, host: string | null): Promise<{ username: string; companyName: string }> {
    const { user, tenant } = await this.opened(token, host);
    return { username: user.username, companyName: tenant.companyName };
  }

  async activate(token: string, password: string, who: Who): Promise<{ username: string }> {
    const { user, tenant } = await this.opened(token, who.host);
    checkPassword(password, [user.username, user.email, tenant.companyName, tenant.slug]);
    const passwordHash = await this.passwords.hash(password);
    const { id, tenantId, username } = user;
    await this.database.transaction(async () => {
      if (!(await this.tokens.use('activation', token))) throw linkDead();
      const activated = await this.database.manager.update(
        User,
        { id, tenantId, state: 'invited' },
        { state: 'active', passwordHash, mustChangePassword: 0, passwordExpiresAt: null },
      );
      if (activated.affected !== 1) throw linkDead();
      const name = `${user.firstName} ${user.lastName}`;
      await who.record({
        tenantId,
        type: 'user',
        action: 'user.activated',
        actor: { kind: 'user', id, name },
        target: { kind: 'user', id, name },
        before: { state: 'invited' },
        after: { state: 'active' },
      });
    });
    return { username };
  }

  /** A link works on the tenant's hosts and on the shared one; elsewhere it is as dead as a used one. */
  private async opened(token: string, host: string | null): Promise<{ user: User; tenant: TenantSummary }> {
    const found = await this.tokens.find('activation', token);
    if (!found?.tenantId || host === null) throw linkDead();
    const surface = await this.hosts.surfaceOf(host);
    const fits =
      surface?.kind === 'platform' || (surface?.kind === 'tenant' && surface.tenantId === found.tenantId);
    const tenant = await this.tenants.byId(found.tenantId);
    const user = await this.database.read.findOneBy(User, { id: found.subjectId, tenantId: found.tenantId });
    if (!fits || tenant.state !== 'enabled' || user?.state !== 'invited') throw linkDead();
    return { user, tenant };
  }
}
