import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, errnoOf, MINUTE, Platform, SECOND } from '@tenantry/kernel';
import { Batches } from './batches.service';
import { Beginnings } from './beginnings.service';
import { Endings } from './endings.service';
import { Progress } from './progress.service';
import type { Begun } from './progress.service';
import { tenantTables } from './tables';
import type { TenantTable } from './tables';
import { countFiles, removeFiles } from './tenant-files';
import { Traces } from './traces.service';

/** Whoever still writes for the tenant had it in hand when it went; a few rounds find the last of it. */
const ROUNDS = 5;
/** A mail server that does not take the last mail by then keeps nobody's rows any longer. */
const LAST_MAIL_WAITS = 5 * MINUTE;
const GLANCE = SECOND / 2;
const GLANCES = 10;
const STILL_REFERRED_TO = 1451;

export type Outcome = 'none' | 'purged' | 'waiting' | 'stopped';

/** Everything that a tenant has goes, in small steps; what was killed goes on where it was. */
@Injectable()
export class Purges {
  private readonly logger = new Logger(Purges.name);

  constructor(
    private readonly beginnings: Beginnings,
    private readonly progress: Progress,
    private readonly traces: Traces,
    private readonly batches: Batches,
    private readonly endings: Endings,
    private readonly platform: Platform,
    private readonly clock: Clock,
  ) {}

  /** `waiting`: for the mail server, nothing else is left. `none`: it is not to be purged, or not any more. */
  async purge(tenantId: string, signal?: AbortSignal): Promise<Outcome> {
    const begun = await this.beginnings.begin(tenantId);
    if (!begun) return 'none';
    if (!begun.tracesAt) await this.traces.remove(tenantId);
    for (let round = 1; round <= ROUNDS; round++) {
      const { deleted, stopped } = await this.empty(begun, signal);
      if (stopped) return 'stopped';
      if (deleted > 0) continue;
      if (!(await this.lastMailIsGone(begun, signal))) return 'waiting';
      if (await this.end(begun)) return 'purged';
    }
    this.logger.warn(`Rows of tenant ${tenantId} keep coming; its purge goes on later.`);
    return 'stopped';
  }

  /** Once more for one that is gone: what was on its way when the last transaction looked. */
  async settle(tenantId: string): Promise<void> {
    for (const table of tenantTables)
      while (await this.batches.hasRows(tenantId, table))
        if ((await this.endings.sweep(tenantId, table)) === 0) break;
    await this.traces.fromChanges(tenantId);
    await removeFiles(this.platform, tenantId);
  }

  private async empty(begun: Begun, signal?: AbortSignal) {
    const { tenantId } = begun;
    let deleted = 0;
    await this.progress.note(tenantId, 'files', await countFiles(this.platform, tenantId));
    await removeFiles(this.platform, tenantId);
    for (const table of tenantTables) {
      if (table.table === 'outbox' && (await this.beginnings.isMailWaiting(begun))) continue;
      while (await this.batches.hasRows(tenantId, table)) {
        if (signal?.aborted) return { deleted, stopped: true };
        const rows = await this.step(tenantId, table);
        if (rows === 0) break;
        deleted += rows;
      }
    }
    return { deleted, stopped: false };
  }

  private step(tenantId: string, table: TenantTable): Promise<number> {
    return this.progress.step(tenantId, table.table, () => this.batches.delete(tenantId, table));
  }

  /** The tenant's people are told while their addresses are still there. */
  private async lastMailIsGone(begun: Begun, signal?: AbortSignal): Promise<boolean> {
    const outbox = tenantTables.find(({ table }) => table === 'outbox')!;
    for (let glance = 0; await this.beginnings.isMailWaiting(begun); glance++) {
      const waited = this.clock.now().getTime() - begun.startedAt.getTime();
      if (waited > LAST_MAIL_WAITS) {
        this.logger.warn(`The last mail of tenant ${begun.tenantId} was not taken and is dropped.`);
        break;
      }
      if (glance === GLANCES || signal?.aborted) return false;
      await delay(GLANCE);
    }
    while ((await this.step(begun.tenantId, outbox)) > 0);
    return true;
  }

  /** False when a row came in between that holds on to the tenant. */
  private async end(begun: Begun): Promise<boolean> {
    try {
      await this.endings.end(begun.tenantId);
      return true;
    } catch (error) {
      if (errnoOf(error) === STILL_REFERRED_TO) return false;
      throw error;
    }
  }
}
