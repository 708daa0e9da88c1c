import { Injectable } from '@nestjs/common';
import { checkPassword, OneTimeTokens, Passwords, readablePassword } from '@tenantry/credentials';
import { Clock, DAY, DomainError } from '@tenantry/kernel';
import { Outbox } from '@tenantry/mail';
import { Hosts } from '@tenantry/tenants';
import type { NewbornTenant, TenantSummary } from '@tenantry/tenants';
import type { User } from './user.entity';

export type Notification = 'activation_link' | 'login_information';

const LIFETIME = 3 * DAY;

type Invited = Pick<User, 'id' | 'username' | 'email' | 'firstName' | 'language' | 'timeZone'>;
type Credentials = Pick<User, 'state' | 'passwordHash' | 'mustChangePassword' | 'passwordExpiresAt'>;

/** The first mail to a user, and the one way in that it carries. */
@Injectable()
export class Invitations {
  constructor(
    private readonly outbox: Outbox,
    private readonly hosts: Hosts,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /** In the running transaction; what it returns belongs into the user's row. Earlier ways in die with it. */
  async send(
    user: Invited,
    tenant: TenantSummary | NewbornTenant,
    notification: Notification,
    { isNew = false, password }: { isNew?: boolean; password?: string } = {},
  ): Promise<Credentials> {
    return notification === 'activation_link'
      ? this.sendLink(user, tenant, isNew)
      : this.sendPassword(user, tenant, password ?? readablePassword());
  }

  private async sendLink(user: Invited, tenant: TenantSummary, isNew: boolean): Promise<Credentials> {
    const subject = { id: user.id, tenantId: tenant.id };
    const { token, expiresAt } = isNew
      ? await this.tokens.first('activation', subject, LIFETIME)
      : await this.tokens.issue('activation', subject, LIFETIME);
    await this.outbox.post({
      ...(await this.envelope(user, tenant, expiresAt)),
      letter: 'activation',
      secrets: { token },
    });
    return { state: 'invited', passwordHash: null, mustChangePassword: 0, passwordExpiresAt: null };
  }

  private async sendPassword(user: Invited, tenant: TenantSummary, password: string): Promise<Credentials> {
    checkPassword(password, [user.username, user.email, tenant.companyName, tenant.slug]);
    const passwordHash = await this.passwords.hash(password);
    const passwordExpiresAt = new Date(this.clock.now().getTime() + LIFETIME);
    await this.outbox.post({
      ...(await this.envelope(user, tenant, passwordExpiresAt)),
      letter: 'login-information',
      secrets: { password },
    });
    return { state: 'active', passwordHash, mustChangePassword: 1, passwordExpiresAt };
  }

  private async envelope(user: Invited, tenant: TenantSummary | NewbornTenant, expiresAt: Date) {
    return {
      tenantId: tenant.id,
      to: {
        address: user.email,
        language: user.language ?? tenant.language,
        timeZone: user.timeZone ?? tenant.timeZone,
      },
      params: {
        firstName: user.firstName,
        companyName: tenant.companyName,
        username: user.username,
        address: 'address' in tenant ? tenant.address : await this.hosts.addressOf(tenant.id),
        expiresAt,
      },
    };
  }
}

/** Invited, in people's words, is whoever has set no password of their own yet. */
export const isWaiting = ({ state, mustChangePassword }: User): boolean =>
  state === 'invited' || (state === 'active' && mustChangePassword !== 0);

/** How a user was invited and is to be invited again. */
export function notificationOf(user: User): Notification {
  if (isWaiting(user)) return user.state === 'invited' ? 'activation_link' : 'login_information';
  throw user.state === 'disabled'
    ? new DomainError('conflict', 'This user is disabled.', { code: 'user_disabled' })
    : new DomainError('conflict', 'This user is active already.', { code: 'already_active' });
}

export function refuseDisabled({ state }: TenantSummary): void {
  if (state !== 'enabled')
    throw new DomainError('conflict', 'The tenant is disabled, so nothing is mailed to it.', {
      code: 'tenant_disabled',
    });
}

/** What became of the mail that invited, as lists show it. */
export const invitationMails = {
  queued: 'queued',
  held: 'queued',
  sent: 'delivered',
  dead: 'failed',
  withdrawn: null,
} as const;
export type InvitationMail = (typeof invitationMails)[keyof typeof invitationMails];
