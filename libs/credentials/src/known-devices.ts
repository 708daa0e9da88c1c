import { Injectable } from '@nestjs/common';
import { Clock, DAY, isId, newId, sameBytes, sha256, Vault } from '@tenantry/kernel';

const KNOWN_FOR = 30 * DAY;

export interface KnownDevice {
  id: string;
  tenantId: string | null;
}

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

  /** The same device's next mark; a new device's first one. Of one tenant, or of none for operators. */
  mark(account: string, deviceId: string | null, tenantId: string | null) {
    const [id, at] = [deviceId ?? newId(), this.clock.now().getTime()];
    const seal = this.seal(id, at, account, tenantId).toString('base64url');
    return {
      device: [id, at.toString(36), seal, tenantId ?? ''].join('.'),
      deviceExpiresAt: new Date(at + KNOWN_FOR),
    };
  }

  /** Null for a mark of another account, an old one, or none of ours. Whether the tenant is still there it cannot say. */
  read(mark: string | undefined, account: string): KnownDevice | null {
    const [id = '', time = '', seal = '', tenant = ''] = mark?.split('.') ?? [];
    const at = parseInt(time, 36);
    const age = this.clock.now().getTime() - at;
    if (!isId(id) || !(age >= 0 && age < KNOWN_FOR)) return null;
    const tenantId = tenant || null;
    const isOurs = sameBytes(this.seal(id, at, account, tenantId), Buffer.from(seal, 'base64url'));
    return isOurs ? { id, tenantId } : null;
  }

  private seal(id: string, at: number, account: string, tenantId: string | null): Buffer {
    return this.vault.mac('known-device', JSON.stringify([id, at, account, tenantId]));
  }
}
