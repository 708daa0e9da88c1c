import { Injectable } from '@nestjs/common';
import { OneTimeTokens, Sessions } from '@tenantry/credentials';
import { Outbox } from '@tenantry/mail';
import { SecondFactors } from '@tenantry/second-factors';
import { FormerAddresses } from './former-addresses.service';

/** What lets somebody in, and what is known of them besides their account. All of it in the running transaction. */
@Injectable()
export class Traces {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly secondFactors: SecondFactors,
    private readonly outbox: Outbox,
    private readonly former: FormerAddresses,
  ) {}

  /** Sessions and links end. */
  async end(id: string): Promise<void> {
    await this.sessions.endAllOfSubject(id);
    await this.tokens.endAllOfSubject(id);
  }

  /** With the account they go altogether, and so do mails to its addresses. */
  async erase(tenantId: string | null, { id, email }: { id: string; email: string }): Promise<void> {
    await this.sessions.eraseAllOfSubject(id);
    const asked = await this.tokens.eraseAllOfSubject(id);
    await this.secondFactors.remove(id);
    await this.outbox.erase(tenantId, [email, ...asked, ...(await this.former.of(tenantId, id))]);
  }
}
