import { Injectable } from '@nestjs/common';
import type { Account } from '@tenantry/accounts';
import { KnownDevices, Throttle } from '@tenantry/credentials';
import { Database } from '@tenantry/database';
import { DomainError } from '@tenantry/kernel';
import type { Who } from '@tenantry/kernel';
import { SecondFactors } from '@tenantry/second-factors';
import { Admissions } from './admissions.service';
import type { Entered } from './admissions.service';
import { Challenges } from './challenges.service';

export type SecondProof = { code: string } | { recoveryCode: string };

/** The second half of signing in, for those who have a second factor. */
@Injectable()
export class SecondSteps {
  constructor(
    private readonly database: Database,
    private readonly throttle: Throttle,
    private readonly factors: SecondFactors,
    private readonly challenges: Challenges,
    private readonly admissions: Admissions,
    private readonly devices: KnownDevices,
  ) {}

  /** Guesses are counted by account, whatever challenge they come with. */
  async complete(challenge: string, proof: SecondProof, who: Who): Promise<Entered> {
    const opened = await this.challenges.open(challenge, who.host);
    if (!opened) throw challengeDead();
    const { account } = opened;
    const guess = await this.throttle.begin(['second-factor', account.id], who.ip);
    const signedIn = await this.database.transaction(async () => {
      if (!(await this.isRight(account, proof))) return null;
      await this.throttle.pass(guess);
      const secondFactor = 'code' in proof ? 'code' : 'recovery_code';
      const admitted = await this.admissions.admitAll([{ ...opened, who }], { secondFactor });
      // Thrown, so that the code is not used up either.
      if (!admitted) throw challengeDead();
      return admitted[0]!;
    });
    const { account: named, device } = opened.from;
    if (signedIn) return { ...signedIn, ...this.devices.mark(named, device, account.passwordHash!) };
    await this.database.transaction(async () => {
      await this.throttle.fail(guess);
      const { kind, id, name, tenantId } = account;
      await who.record({
        tenantId,
        type: 'sign_in',
        action: 'sign_in.failed',
        target: { kind, id, name },
        after: { reason: 'wrong_second_factor', host: who.host },
      });
    });
    const field = 'code' in proof ? 'code' : 'recoveryCode';
    throw new DomainError('unauthenticated', 'This code is not right, or was used before.', {
      field,
      code: 'wrong_code',
    });
  }

  private isRight({ id }: Account, proof: SecondProof): Promise<boolean> {
    return 'code' in proof
      ? this.factors.use(id, proof.code)
      : this.factors.useRecoveryCode(id, proof.recoveryCode);
  }
}

const challengeDead = () =>
  new DomainError('unauthenticated', 'This took too long, or something changed meanwhile. Sign in again.', {
    code: 'challenge_dead',
  });
