import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, DomainError, idToBytes, notFound } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { Holds } from '@tenantry/quotas';
import { SecondFactors } from '@tenantry/second-factors';
import { Tenants } from '@tenantry/tenants';
import { keepAdminTerms } from './admin-terms';
import { keepAnAdmin, refuseOwn, unitsOf } from './standing';
import type { Standing } from './standing';
import { Traces } from './traces.service';

/** Whose staff an account belongs to: the platform's, or one tenant's. */
export type Staff = { kind: 'operator' } | { kind: 'user'; tenantId: string };

interface Person extends Standing {
  name: string;
  email: string;
  hasPassword: boolean;
}

const tables = { operator: 'operators', user: 'users' } as const;

/**
 * What admins do to the accounts of others; one rule for operators and for a tenant's users. Changes of one staff
 * wait for each other, so that two at once cannot each take the other's last admin away.
 */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly database: Database,
    private readonly tenants: Tenants,
    private readonly traces: Traces,
    private readonly secondFactors: SecondFactors,
    private readonly holds: Holds,
  ) {}

  /** Holds from the next request on: the check of a session reads the role. */
  setRole(staff: Staff, id: string, role: string, who: Who): Promise<void> {
    return this.change(staff, id, who, async (person, all) => {
      if (person.role === role) throw already('role_unchanged', 'This is the role of the account already.');
      if (role !== 'admin') keepAnAdmin(all, person);
      await this.write(staff, id, 'role = ?', [role]);
      await this.count(staff, unitsOf(role) - unitsOf(person.role));
      return { action: 'role_changed', before: { role: person.role }, after: { role } };
    });
  }

  /** Sessions and links end; they stay so when the account is enabled again. */
  disable(staff: Staff, id: string, who: Who): Promise<void> {
    return this.change(staff, id, who, async (person, all) => {
      if (person.state === 'disabled') throw already('already_disabled', 'The account is disabled already.');
      keepAnAdmin(all, person);
      await this.write(staff, id, 'state = ?', ['disabled']);
      await this.traces.end(id);
      return { action: 'disabled', before: { state: person.state }, after: { state: 'disabled' } };
    });
  }

  /** An account that never had a password is invited again; its link is sent by `resend`. */
  enable(staff: Staff, id: string, who: Who): Promise<void> {
    return this.change(staff, id, who, async (person) => {
      if (person.state !== 'disabled') throw already('already_enabled', 'The account is enabled already.');
      const state = person.hasPassword ? 'active' : 'invited';
      await this.write(staff, id, 'state = ?', [state]);
      return { action: 'enabled', before: { state: 'disabled' }, after: { state } };
    });
  }

  /** The row goes, and what leads to it; what the person did stays in the log under their name. */
  remove(staff: Staff, id: string, who: Who): Promise<void> {
    return this.change(staff, id, who, async (person, all) => {
      keepAnAdmin(all, person);
      await this.traces.erase(staff.kind === 'user' ? staff.tenantId : null, person);
      await this.database.manager.query(`DELETE FROM ${tables[staff.kind]} WHERE id = ?`, [idToBytes(id)]);
      const { role, state } = person;
      await this.count(staff, -unitsOf(role));
      return { action: 'removed', before: { role, state } };
    });
  }

  /** For somebody who lost app and recovery codes. Sessions end: whoever holds them signs in by the password alone. */
  resetSecondFactor(staff: Staff, id: string, who: Who): Promise<void> {
    return this.change(staff, id, who, async () => {
      if (!(await this.secondFactors.isOn(id)))
        throw already('second_factor_off', 'Two-step sign-in is off for this account.');
      await this.secondFactors.remove(id);
      await this.traces.end(id);
      return {
        action: 'second_factor_reset',
        before: { secondFactor: true },
        after: { secondFactor: false },
      };
    });
  }

  private change(
    staff: Staff,
    id: string,
    who: Who,
    work: (
      person: Person,
      all: Person[],
    ) => Promise<{ action: string; before: Record<string, unknown>; after?: Record<string, unknown> }>,
  ): Promise<void> {
    return this.database.transaction(async () => {
      const all = await this.lock(staff, id);
      const person = all.find((each) => each.id === id);
      if (!person) throw notFound(staff.kind);
      refuseOwn(staff.kind, id, who);
      const { action, ...states } = await work(person, all);
      if (staff.kind === 'user') await keepAdminTerms(this.database, staff.tenantId, id);
      await who.record({
        tenantId: staff.kind === 'user' ? staff.tenantId : null,
        type: 'user',
        action: `${staff.kind}.${action}`,
        target: { kind: staff.kind, id, name: person.name },
        ...states,
      });
    });
  }

  /** All admins, and the one in question. */
  private async lock(staff: Staff, id: string): Promise<Person[]> {
    const { manager } = this.database;
    if (staff.kind === 'user') await this.tenants.lock(staff.tenantId);
    const rows: Record<string, unknown>[] =
      staff.kind === 'operator'
        ? await manager.query(
            `SELECT id, name, email, role, state, password_hash IS NOT NULL AS has_password, 0 AS waiting
             FROM operators WHERE role = 'admin' OR id = ? ORDER BY id FOR UPDATE`,
            [idToBytes(id)],
          )
        : await manager.query(
            `SELECT id, CONCAT(first_name, ' ', last_name) AS name, email, role, state,
               password_hash IS NOT NULL AS has_password, must_change_password AS waiting
             FROM users WHERE tenant_id = ? AND (role = 'admin' OR id = ?) ORDER BY id FOR UPDATE`,
            [idToBytes(staff.tenantId), idToBytes(id)],
          );
    return rows.map((row) => ({
      id: bytesToId(row['id'] as Buffer),
      name: row['name'] as string,
      email: row['email'] as string,
      role: row['role'] as string,
      state:
        row['state'] === 'active' && Number(row['waiting']) !== 0 ? 'invited' : (row['state'] as 'active'),
      hasPassword: Number(row['has_password']) !== 0,
    }));
  }

  /** Operators are nobody's agents. */
  private async count(staff: Staff, units: number): Promise<void> {
    if (staff.kind === 'operator' || units === 0) return;
    if (units > 0) await this.holds.hold(staff.tenantId, 'agents', units);
    else await this.holds.free(staff.tenantId, 'agents', -units);
  }

  private async write({ kind }: Staff, id: string, set: string, parameters: unknown[]): Promise<void> {
    const sql = `UPDATE ${tables[kind]} SET ${set} WHERE id = ?`;
    await this.database.manager.query(sql, [...parameters, idToBytes(id)]);
  }
}

const already = (code: string, message: string) => new DomainError('conflict', message, { code });
