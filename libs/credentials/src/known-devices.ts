import { Injectable } from '@nestjs/common';
import { Clock, DAY, isId, newId, sameBytes, sha256, Vault } from '@tenantry/kernel';

const KNOWN_FOR = 30 * DAY;

/**
 * What a browser keeps to show that it signed in to an account before, wherever it is now: others' guesses at the
 * account do not lock it out. It opens nothing, says nothing, and is good for this one account.
 */
@Injectable()
export class KnownDevices {
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** What was typed to name an account, in short. */
  accountOf(typed: string[]): string {
    return sha256(JSON.stringify(typed)).toString('base64url');
  }

  /** The same device's next mark; a new device's first one. */
  mark(account: string, deviceId: string | null) {
    const [id, at] = [deviceId ?? newId(), this.clock.now().getTime()];
    return {
      device: [id, at.toString(36), this.seal(id, at, account).toString('base64url')].join('.'),
      deviceExpiresAt: new Date(at + KNOWN_FOR),
    };
  }

  /** Null for a mark of another account, an old one, or none of ours. */
  read(mark: string | undefined, account: string): string | null {
    const [id = '', time = '', seal = ''] = mark?.split('.') ?? [];
    const at = parseInt(time, 36);
    const age = this.clock.now().getTime() - at;
    if (!isId(id) || !(age >= 0 && age < KNOWN_FOR)) return null;
    return sameBytes(this.seal(id, at, account), Buffer.from(seal, 'base64url')) ? id : null;
  }

  private seal(id: string, at: number, account: string): Buffer {
    return this.vault.mac('known-device', JSON.stringify([id, at, account]));
  }
}
