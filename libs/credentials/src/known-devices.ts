import { Injectable } from '@nestjs/common';
import { Clock, DAY, isId, newId, sameBytes, sha256, Vault } from '@tenantry/kernel';

const KNOWN_FOR = 30 * DAY;

export interface KnownDevice {
  id: string;
  /** Stands for the password that was right then. */
  password: string;
}

/**
 * What a browser keeps to show that it signed in to an account before, wherever it is now: others' guesses at the
 * account do not lock it out. It opens nothing, says nothing, and is good for this one account until its
 * password is another: that of another tenant under the same names always is.
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
  mark(account: string, deviceId: string | null, passwordHash: string) {
    const device = { id: deviceId ?? newId(), password: this.passwordOf(passwordHash) };
    const at = this.clock.now().getTime();
    const seal = this.seal(device, at, account).toString('base64url');
    return {
      device: [device.id, at.toString(36), device.password, seal].join('.'),
      deviceExpiresAt: new Date(at + KNOWN_FOR),
    };
  }

  /** Null for a mark of another account, an old one, or none of ours. */
  read(mark: string | undefined, account: string): KnownDevice | null {
    const [id = '', time = '', password = '', seal = ''] = mark?.split('.') ?? [];
    const at = parseInt(time, 36);
    const age = this.clock.now().getTime() - at;
    if (!isId(id) || !(age >= 0 && age < KNOWN_FOR)) return null;
    const device = { id, password };
    return sameBytes(this.seal(device, at, account), Buffer.from(seal, 'base64url')) ? device : null;
  }

  /** Whether the account's password is still the one by which the device became known. */
  holds({ password }: KnownDevice, passwordHash: string | null): boolean {
    return passwordHash !== null && this.passwordOf(passwordHash) === password;
  }

  private passwordOf(passwordHash: string): string {
    return this.vault.mac('known-device-password', passwordHash).subarray(0, 9).toString('base64url');
  }

  private seal({ id, password }: KnownDevice, at: number, account: string): Buffer {
    return this.vault.mac('known-device', JSON.stringify([id, at, password, account]));
  }
}
