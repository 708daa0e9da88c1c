import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Database, JobLeases, Repeating } from '@tenantry/database';
import { bytesToId, Clock, SECOND } from '@tenantry/kernel';
import { Purges } from './purges.service';
import { Returns } from './returns.service';
import { Tombstones } from './tombstones.service';

const EVERY = 15 * SECOND;
const LEASE_SECONDS = 90;
/** Well before the lease ends, so that no other process begins where this one still is. */
const TURN = 45 * SECOND;
const AT_ONCE = 20;

/** Purges tenants whose grace has ended; at start also those that a restored backup brought back. */
@Injectable()
export class PurgeJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PurgeJob.name);
  private readonly repeating = new Repeating(EVERY, () => this.run(), this.logger);

  constructor(
    private readonly database: Database,
    private readonly leases: JobLeases,
    private readonly purges: Purges,
    private readonly returns: Returns,
    private readonly tombstones: Tombstones,
    private readonly clock: Clock,
  ) {}

  /** Before anybody is served: a tenant that is to be gone must not be found for a moment. */
  async onApplicationBootstrap(): Promise<void> {
    await this.returns
      .find()
      .catch((error: unknown) => this.logger.error(`Tombstones were not looked at: ${String(error)}`));
    this.repeating.start();
    this.repeating.soon();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  /** Somebody deletes a tenant now; nobody waits for it. */
  soon(): void {
    this.repeating.soon();
  }

  async run(): Promise<void> {
    while (await this.turn());
  }

  /** Says whether there is more to do at once. */
  private async turn(): Promise<boolean> {
    const { signal } = this.repeating;
    const turn = AbortSignal.any([signal, AbortSignal.timeout(TURN)]);
    let isCut = false;
    await this.leases.hold('purges', LEASE_SECONDS, async () => {
      await this.returns.find();
      for (const tenantId of await this.due()) {
        // One whose rows keep coming leaves the others their turn.
        const stopped = turn.aborted || (await this.purge(tenantId, turn)) === 'stopped';
        isCut ||= stopped;
      }
      for (const { id, tenantId } of await this.tombstones.unsettled()) {
        if (turn.aborted) break;
        await this.purges.settle(tenantId);
        await this.tombstones.settled(id);
      }
    });
    return isCut && turn.aborted && !signal.aborted;
  }

  /** One that cannot be purged keeps no other one waiting. */
  private async purge(tenantId: string, signal: AbortSignal) {
    try {
      return await this.purges.purge(tenantId, signal);
    } catch (error) {
      this.logger.error(`The purge of tenant ${tenantId} goes on later: ${String(error)}`);
      return 'waiting';
    }
  }

  private async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: Buffer }[]>(
      'SELECT id FROM tenants WHERE purge_at <= ? ORDER BY purge_at, id LIMIT ?',
      [this.clock.now(), AT_ONCE],
    );
    return rows.map(({ id }) => bytesToId(id));
  }
}
