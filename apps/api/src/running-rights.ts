import { Injectable } from '@nestjs/common';
import { Clock, DomainError, SECOND } from '@tenantry/kernel';
import { KeyChecks } from '@tenantry/keys';
import { Rights } from '@tenantry/permissions';
import { SignIns } from '@tenantry/sign-in';
import type { Context, Meta } from '@tenantry/trpc';

const EVERY = SECOND;
/** Whoever cannot be asked about for so long is not believed any more. */
const TOO_OLD = 5 * SECOND;

/** Who is being sent something that takes its time, and by what right. */
export interface Sending {
  ctx: Pick<Context, 'principal' | 'host'>;
  /** Of the procedure. */
  meta: Meta;
  apiKey: string | undefined;
}

/** What was allowed when a file began is asked again while it is sent: at whatever pace, one question a second. */
@Injectable()
export class RunningRights {
  constructor(
    private readonly signIns: SignIns,
    private readonly keyChecks: KeyChecks,
    private readonly rights: Rights,
    private readonly clock: Clock,
  ) {}

  /** Calls `end` once when the right is gone, or nobody can tell. What it returns ends the watch. */
  watch(sending: Sending, end: (reason: Error) => void): () => void {
    let knownAt = this.clock.now().getTime();
    let asking = false;
    const stop = () => clearInterval(timer);
    const ask = async () => {
      if (asking) return;
      asking = true;
      const askedAt = this.clock.now().getTime();
      const holds = await this.hold(sending).catch(unknownIfAway);
      asking = false;
      if (holds === 'unknown' ? askedAt - knownAt < TOO_OLD : holds) {
        if (holds === true) knownAt = askedAt;
        return;
      }
      stop();
      end(new Error('Whoever asked for this may have it no longer.'));
    };
    const timer = setInterval(() => void ask(), EVERY);
    timer.unref();
    return stop;
  }

  private async hold({ ctx: { principal, host }, meta, apiKey }: Sending): Promise<boolean> {
    switch (principal.kind) {
      case 'key': {
        const now = await this.keyChecks.principalOf(apiKey ?? '');
        return now.kind === 'key' && (!meta.scope || now.scopes.has(meta.scope));
      }
      case 'operator':
        return this.signIns.goesOn(principal, host);
      case 'user':
        if (!(await this.signIns.goesOn(principal, host))) return false;
        return !meta.feature || (await this.rights.refusalOf(principal, meta.feature)) === null;
      default:
        return meta.access === 'public';
    }
  }
}

/** A mistake of ours must not keep a stream open that may have to end. */
const unknownIfAway = (error: unknown): 'unknown' | false =>
  error instanceof DomainError && error.kind === 'unavailable' && 'unknown';
