import { Injectable } from '@nestjs/common';
import { Sessions, tenantOf } from '@tenantry/credentials';
import type { Person } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError, invalid } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { SecondFactors } from '@tenantry/second-factors';
import type { SecondFactorState } from '@tenantry/second-factors';
import { People } from './people.service';
import { Proofs } from './proofs.service';
import { SecurityLetters } from './security-letters.service';

/** One's own two-step sign-in: on, off, and new recovery codes; each is told by mail. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly database: Database,
    private readonly factors: SecondFactors,
    private readonly people: People,
    private readonly proofs: Proofs,
    private readonly sessions: Sessions,
    private readonly letters: SecurityLetters,
  ) {}

  state(person: Person): Promise<SecondFactorState> {
    return this.factors.state(ownerOf(person));
  }

  async begin(person: Person, who: Who): Promise<{ secret: string; uri: string }> {
    const owner = ownerOf(person);
    const details = await this.people.find(owner);
    return this.database.transaction(async () => {
      const begun = await this.factors.begin(owner, details?.email ?? person.name);
      await this.record(person, 'second_factor_begun', who);
      return begun;
    });
  }

  /** Sessions that were opened by the password alone end, but for the one that asks. */
  async confirm(person: Person, code: string, who: Who): Promise<{ recoveryCodes: string[] }> {
    return this.database.transaction(async () => {
      const recoveryCodes = await this.factors.confirm(ownerOf(person), code);
      if (!recoveryCodes) throw wrongCode();
      await this.sessions.endOthersOf(person.id, person.sessionId);
      await this.letters.tellSecondFactor(ownerOf(person), 'second-factor-on');
      await this.record(person, 'second_factor_switched_on', who);
      return { recoveryCodes };
    });
  }

  /** A recovery code will do in place of the app's. */
  async disable(person: Person, password: string, code: string, who: Who): Promise<void> {
    if (this.factors.isRequiredOf(person))
      throw new DomainError('forbidden', 'Two-step sign-in is required here.', {
        code: 'second_factor_required',
      });
    await this.proven(person, password, code, who, async () => {
      await this.factors.remove(person.id);
      await this.letters.tellSecondFactor(ownerOf(person), 'second-factor-off');
      await this.record(person, 'second_factor_switched_off', who);
    });
  }

  /** In place of those that were used, lost or seen by somebody: they are dead from here on. */
  async renewRecoveryCodes(person: Person, password: string, code: string, who: Who) {
    const recoveryCodes = await this.proven(person, password, code, who, async () => {
      const renewed = await this.factors.renewRecoveryCodes(ownerOf(person));
      await this.letters.tellSecondFactor(ownerOf(person), 'recovery-codes-renewed');
      await this.record(person, 'recovery_codes_renewed', who);
      return renewed;
    });
    return { recoveryCodes };
  }

  /** What a stolen session alone must not do: needs the password, and the app or a recovery code. */
  private async proven<T>(
    person: Person,
    password: string,
    code: string,
    who: Who,
    work: () => Promise<T>,
  ): Promise<T> {
    const proof = await this.proofs.ofPassword(person, password, 'password', who);
    const done = await this.database.transaction(async () => {
      const right =
        (await this.factors.use(person.id, code)) || (await this.factors.useRecoveryCode(person.id, code));
      if (!right) return null;
      await this.proofs.accept(proof);
      return { result: await work() };
    });
    if (done) return done.result;
    await this.proofs.reject(proof, person, who);
    throw wrongCode();
  }

  private record(person: Person, what: string, who: Who): Promise<void> {
    const { kind, id, name } = person;
    const target = { kind, id, name };
    return who.record({ tenantId: tenantOf(person), type: 'user', action: `${kind}.${what}`, target });
  }
}

const ownerOf = (person: Person) => ({ kind: person.kind, id: person.id, tenantId: tenantOf(person) });

const wrongCode = () => invalid('code', 'This code is not right, or was used before.', 'wrong_code');
