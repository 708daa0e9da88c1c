import { Injectable } from '@nestjs/common';
import { letters } from './letters';
import type { Language, Letter } from './letters';

/** What a letter's owner gets to judge whether it is still wanted. */
export interface WaitingMail {
  id: string;
  tenantId: string | null;
  letter: Letter;
  to: { address: string; language: Language; timeZone: string };
  params: Record<string, unknown>;
  secrets: Record<string, string>;
  postedAt: Date;
}

type Wanted = (mail: WaitingMail) => Promise<boolean>;
type Gate = (tenantIds: string[]) => Promise<Iterable<string>>;

/** What the floors above say about mail: whether a letter is still wanted, whose mail must wait. */
@Injectable()
export class Letters {
  private readonly checks = new Map<Letter, Wanted>();
  private readonly gates: Gate[] = [];

  /** Each letter has one owner, which names it once. */
  register(letter: Letter, { wanted }: { wanted?: Wanted } = {}): void {
    if (this.checks.has(letter)) throw new Error(`The letter ${letter} is registered twice`);
    this.checks.set(letter, wanted ?? (async () => true));
  }

  /** The gate says which of these tenants' mail waits; it is asked in every claim, so it must be one quick query. */
  hold(gate: Gate): void {
    this.gates.push(gate);
  }

  /** Asked just before sending. */
  async isWanted(mail: WaitingMail): Promise<boolean> {
    return (await this.checks.get(mail.letter)?.(mail)) ?? true;
  }

  async held(tenantIds: string[]): Promise<Set<string>> {
    const held = new Set<string>();
    if (tenantIds.length > 0)
      for (const gate of this.gates) for (const id of await gate(tenantIds)) held.add(id);
    return held;
  }

  isNotice(letter: string): boolean {
    return letters[letter as Letter]?.notice ?? false;
  }
}
