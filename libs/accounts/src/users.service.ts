import { Injectable } from '@nestjs/common';
import type { Who } from '@tenantry/kernel';

export type Notification = 'activation_link' | 'login_information';

export interface NewUser {
  username: string;
  /** One-time; generated when missing. Used only for login information. */
  password?: string;
  firstName: string;
  lastName: string;
  email: string;
}

export interface UserListItem {
  id: string;
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: 'admin' | 'supervisor' | 'agent' | 'member';
  state: 'invited' | 'active' | 'disabled';
  activationExpiresAt: Date | null;
  mail: 'queued' | 'delivered' | 'failed' | null;
  lastSignedInAt: Date | null;
  createdAt: Date;
}

@Injectable()
export class Users {
  /** In the running transaction: the user, the mail and the log row. */
  addFirstAdmin(
    _tenantId: string,
    _admin: NewUser,
    _notification: Notification,
    _who: Who,
  ): Promise<{ id: string }> {
    throw new Error('not built');
  }

  adminsOf(_tenantId: string): Promise<{ address: string; language: string | null }[]> {
    throw new Error('not built');
  }

  /** Oldest first; one row more than asked when there is a next page. */
  list(_tenantId: string, _page: { cursor?: string; limit?: number }): Promise<UserListItem[]> {
    throw new Error('not built');
  }

  resendActivation(_tenantId: string, _userId: string, _who: Who): Promise<void> {
    throw new Error('not built');
  }
}
