import { randomBytes, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { bytesToId, Clock, DomainError, idToBytes, Platform, Vault } from '@tenantry/kernel';
import { IsNull, Not } from 'typeorm';
import { RecoveryCode, SecondFactor } from './second-factor.entity';
import { base32, otpauthUri, stepOf } from './totp';

const PURPOSE = 'second-factor';
const ISSUER = 'Tenantry';
const CODES = 10;
/** No 0, 1, i, l or o: these are typed from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

export interface Owner {
  kind: 'operator' | 'user';
  id: string;
  tenantId: string | null;
}

export interface SecondFactorState {
  on: boolean;
  since: Date | null;
  recoveryCodesLeft: number;
  /** This installation asks it of everyone like this person. */
  required: boolean;
}

/** Codes of an authenticator app, and the recovery codes for when it is lost. What changes, in the running transaction. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly platform: Platform,
  ) {}

  async isOn(subjectId: string): Promise<boolean> {
    const rows = await this.database.query<unknown[]>(
      'SELECT 1 FROM second_factors WHERE subject_id = ? AND confirmed_at IS NOT NULL',
      [idToBytes(subjectId)],
    );
    return rows.length > 0;
  }

  /** Those of them that have it on. */
  async areOn(subjectIds: string[]): Promise<Set<string>> {
    if (subjectIds.length === 0) return new Set();
    const rows = await this.database.query<{ id: Buffer }[]>(
      'SELECT subject_id AS id FROM second_factors WHERE subject_id IN (?) AND confirmed_at IS NOT NULL',
      [subjectIds.map(idToBytes)],
    );
    return new Set(rows.map(({ id }) => bytesToId(id)));
  }

  isRequiredOf({ kind }: Pick<Owner, 'kind'>): boolean {
    return kind === 'operator' && this.platform.operatorTotp === 'required';
  }

  async state(owner: Owner): Promise<SecondFactorState> {
    const factor = await this.database.read.findOneBy(SecondFactor, { subjectId: owner.id });
    const since = factor?.confirmedAt ?? null;
    const left =
      since && (await this.database.read.countBy(RecoveryCode, { subjectId: owner.id, usedAt: IsNull() }));
    return { on: since !== null, since, recoveryCodesLeft: left ?? 0, required: this.isRequiredOf(owner) };
  }

  /** A new secret, good for nothing until it is confirmed; an unconfirmed one before it is forgotten. */
  async begin(owner: Owner, account: string): Promise<{ secret: string; uri: string }> {
    const { manager } = this.database;
    await manager.delete(SecondFactor, { subjectId: owner.id, confirmedAt: IsNull() });
    if (await this.isOn(owner.id))
      throw new DomainError('conflict', 'Two-step sign-in is on already.', { code: 'second_factor_on' });
    const secret = randomBytes(20);
    await manager.insert(SecondFactor, {
      subjectId: owner.id,
      tenantId: owner.tenantId,
      secret: this.vault.encrypt(PURPOSE, secret.toString('base64')),
      lastStep: 0,
      confirmedAt: null,
      createdAt: this.clock.now(),
    });
    return { secret: base32(secret), uri: otpauthUri(secret, ISSUER, account) };
  }

  /** The recovery codes, which are shown this once; null when the code is wrong or nothing waits for one. */
  async confirm(owner: Owner, code: string): Promise<string[] | null> {
    return (await this.take(owner.id, code, true)) ? this.renewRecoveryCodes(owner) : null;
  }

  /** The ones before are dead from here on, used or not. */
  async renewRecoveryCodes(owner: Owner): Promise<string[]> {
    const codes = Array.from({ length: CODES }, recoveryCode);
    const { manager } = this.database;
    await manager.delete(RecoveryCode, { subjectId: owner.id });
    const rows = codes.map((text) => ({
      subjectId: owner.id,
      tenantId: owner.tenantId,
      codeHash: this.hashOf(owner.id, text),
      usedAt: null,
    }));
    await manager.insert(RecoveryCode, rows);
    return codes;
  }

  /** Of many at once with one code exactly one gets true; so it is with recovery codes. */
  use(subjectId: string, code: string): Promise<boolean> {
    return this.take(subjectId, code, false);
  }

  async useRecoveryCode(subjectId: string, code: string): Promise<boolean> {
    if (!(await this.isOn(subjectId))) return false;
    const codeHash = this.hashOf(subjectId, code);
    const used = await this.database.manager.update(
      RecoveryCode,
      { subjectId, codeHash, usedAt: IsNull() },
      { usedAt: this.clock.now() },
    );
    return used.affected === 1;
  }

  async remove(subjectId: string): Promise<void> {
    await this.database.manager.delete(RecoveryCode, { subjectId });
    await this.database.manager.delete(SecondFactor, { subjectId });
  }

  private async take(subjectId: string, code: string, first: boolean): Promise<boolean> {
    const confirmedAt = first ? IsNull() : Not(IsNull());
    const factor = await this.database.manager.findOneBy(SecondFactor, { subjectId, confirmedAt });
    if (!factor) return false;
    const secret = Buffer.from(this.vault.decrypt(PURPOSE, factor.secret), 'base64');
    const step = stepOf(secret, code, this.clock.now(), factor.lastStep);
    if (step === null) return false;
    // Whoever moves the step first has it; the others find it moved.
    const { lastStep } = factor;
    const taken = await this.database.manager.update(
      SecondFactor,
      { subjectId, lastStep, confirmedAt },
      { lastStep: step, ...(first && { confirmedAt: this.clock.now() }) },
    );
    return taken.affected === 1;
  }

  private hashOf(subjectId: string, code: string): Buffer {
    return this.vault.mac('recovery-code', `${subjectId}:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);
  }
}

/** Ten letters in two groups: 49 bits. */
function recoveryCode(): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return `${group()}-${group()}`;
}
