import { Injectable } from '@nestjs/common';
import { Changes } from '@tenantry/changes';
import { Database } from '@tenantry/database';
import { bytesToId, DomainError, idToBytes, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import type { BaseRole } from './built-in-roles';
import { Rights } from './rights.service';
import type { Role } from './rights.service';
import { ownRole, TenantRoles } from './tenant-roles.service';

interface Person {
  role: BaseRole;
  name: string;
}

/** Who has which of the tenant's own roles. */
@Injectable()
export class RoleAssignments {
  constructor(
    private readonly database: Database,
    private readonly changes: Changes,
    private readonly roles: TenantRoles,
    private readonly rights: Rights,
  ) {}

  /** Those who have none are left out. */
  async of(tenantId: string, userIds: string[]): Promise<{ userId: string; roleId: string }[]> {
    const rows = await this.database.query<{ user_id: Buffer; role_id: Buffer }[]>(
      'SELECT user_id, role_id FROM user_roles WHERE tenant_id = ? AND user_id IN (?)',
      [idToBytes(tenantId), userIds.map(idToBytes)],
    );
    return rows.map(({ user_id, role_id }) => ({ userId: bytesToId(user_id), roleId: bytesToId(role_id) }));
  }

  /** The role that is named or that somebody has; undefined where neither is asked for. */
  async roleFor(tenantId: string, { role, userId }: { role?: string; userId?: string }) {
    if (userId !== undefined)
      return this.rights.roleOfUser(tenantId, { id: userId, ...(await this.person(tenantId, userId)) });
    if (role === undefined) return undefined;
    const found: Role | null = await this.rights.role(tenantId, role);
    if (!found) throw notFound('role');
    return found;
  }

  /** Null: the built-in role alone. */
  assign(tenantId: string, userId: string, roleId: string | null, who: Who): Promise<void> {
    if (who.actor.kind === 'user' && who.actor.id === userId) throw ownRole();
    return this.database.transaction(async () => {
      const user = await this.person(tenantId, userId, ' FOR UPDATE');
      const role = roleId === null ? null : await this.roles.locked(tenantId, roleId, 'pessimistic_read');
      if (role && role.base !== user.role)
        throw new DomainError('conflict', `This role is for people whose built-in role is ${role.base}.`, {
          code: 'role_of_other_base',
          base: role.base,
          role: user.role,
        });
      const had = await this.ownRole(userId);
      if ((had?.id ?? null) === roleId)
        throw new DomainError('conflict', 'This is the role already: nothing changes.', {
          code: 'nothing_changes',
        });
      await this.write(tenantId, userId, roleId);
      await who.record({
        tenantId,
        type: 'permission',
        action: 'role.assigned',
        target: { kind: 'user', id: userId, name: user.name },
        before: { role: had?.name ?? null },
        after: { role: role?.name ?? null },
      });
      await this.changes.append('permissions', tenantId);
    });
  }

  private async person(tenantId: string, userId: string, lock: '' | ' FOR UPDATE' = ''): Promise<Person> {
    const [user] = await this.database.query<Person[]>(
      `SELECT role, CONCAT(first_name, ' ', last_name) AS name FROM users WHERE id = ? AND tenant_id = ?${lock}`,
      [idToBytes(userId), idToBytes(tenantId)],
    );
    if (!user) throw notFound('user');
    return user;
  }

  private async ownRole(userId: string): Promise<{ id: string; name: string } | null> {
    const [row] = await this.database.query<{ id: Buffer; name: string }[]>(
      'SELECT r.id, r.name FROM user_roles u JOIN tenant_roles r ON r.id = u.role_id WHERE u.user_id = ?',
      [idToBytes(userId)],
    );
    return row ? { id: bytesToId(row.id), name: row.name } : null;
  }

  private async write(tenantId: string, userId: string, roleId: string | null): Promise<void> {
    if (roleId === null)
      await this.database.manager.query('DELETE FROM user_roles WHERE user_id = ?', [idToBytes(userId)]);
    else
      await this.database.manager.query(
        `INSERT INTO user_roles (user_id, tenant_id, role_id) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE role_id = VALUES(role_id)`,
        [userId, tenantId, roleId].map(idToBytes),
      );
  }
}
