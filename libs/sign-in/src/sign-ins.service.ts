import { Injectable } from '@nestjs/common';
import { Refreshes, Sessions } from '@tenantry/credentials';
import type { Person, Refreshed } from '@tenantry/credentials';
import { orUnavailable } from '@tenantry/database';
import type { Who } from '@tenantry/kernel';
import type { Principal } from '@tenantry/trpc';
import type { Challenged, Entered } from './admissions.service';
import { FirstSteps } from './first-steps.service';
import type { SignInInput } from './first-steps.service';
import { SecondSteps } from './second-steps.service';
import type { SecondProof } from './second-steps.service';

/** What the rest of the program asks of signing in. */
@Injectable()
export class SignIns {
  constructor(
    private readonly firstSteps: FirstSteps,
    private readonly secondSteps: SecondSteps,
    private readonly sessions: Sessions,
    private readonly refreshes: Refreshes,
  ) {}

  signIn(input: SignInInput, who: Who): Promise<Entered | Challenged> {
    return this.firstSteps.signIn(input, who);
  }

  completeSignIn(challenge: string, proof: SecondProof, who: Who): Promise<Entered> {
    return this.secondSteps.complete(challenge, proof, who);
  }

  principalOf(accessToken: string, host: string | null): Promise<Principal> {
    return this.sessions.principalOf(accessToken, host);
  }

  /** Whether the session that somebody called with goes on, in the same role; asked while a file is sent to them. */
  async goesOn(person: Person, host: string | null): Promise<boolean> {
    if (host === null) return false;
    const row = await orUnavailable(() => this.sessions.living(person.sessionId, host));
    return row !== undefined && person.role === (person.kind === 'user' ? row.user_role : row.operator_role);
  }

  refresh(sessionToken: string, who: Who): Promise<Refreshed> {
    return this.refreshes.refresh(sessionToken, who);
  }

  /** Something that was written down changed: people may have another role, name or language from here on. */
  noticeChange(): void {
    this.sessions.forget();
  }

  /** In the running transaction, which holds the tenant's lock: its sessions and the links sent to its people end. */
  endAllOf(tenantId: string): Promise<void> {
    return this.sessions.endAllOf(tenantId);
  }
}
