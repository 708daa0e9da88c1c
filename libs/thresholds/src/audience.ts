import { Injectable } from '@nestjs/common';
import { identityKey } from '@tenantry/kernel';

export interface Recipient {
  address: string;
  language: string;
}

/** An address, and the language of its person where that is known. */
export type Heard = { address: string; language: string | null };

type Source = (tenantId: string) => Promise<Heard[]>;

/** Who hears of a tenant's steps. The floors above say whom they know: its admins, its contacts. */
@Injectable()
export class Audience {
  private readonly sources: Source[] = [];

  register(source: Source): void {
    this.sources.push(source);
  }

  /** Each address once, in its person's language if anybody knows it, else the tenant's. */
  async of(tenant: { id: string; language: string }): Promise<Recipient[]> {
    const recipients = new Map<string, Heard>();
    for (const source of this.sources)
      for (const heard of await source(tenant.id)) {
        const key = identityKey(heard.address);
        const known = recipients.get(key);
        if (!known || (known.language === null && heard.language !== null)) recipients.set(key, heard);
      }
    return [...recipients.values()].map(({ address, language }) => ({
      address,
      language: language ?? tenant.language,
    }));
  }
}
