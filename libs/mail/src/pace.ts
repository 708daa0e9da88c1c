const SECOND = 1_000;

/** How quickly the sender works; specs bring their own. Milliseconds where nothing else is said. */
export class Pace {
  /** Mails in hand at once, each on a connection of its own. */
  parallel = 8;
  /** How long a claimed mail is left alone: more than sending can take, or it would go twice. */
  leaseSeconds = 180;
  /** Longest that handing one mail to the server may take. */
  patience = 60 * SECOND;
  /** How often mail that others posted, or that became due, is looked for. */
  poll = 500;
  /** How often held mail is looked at again. */
  heldPoll = 2 * SECOND;
  attempts = 12;
  /** Longest wait after the first failure; each later one may be four times as long, to 15 minutes. */
  firstRetry = SECOND;
}

/** Where a process can be stopped in a crash test; does nothing otherwise. */
export class Checkpoint {
  async reach(_point: 'claimed' | 'accepted', _mailId: string): Promise<void> {}
}
