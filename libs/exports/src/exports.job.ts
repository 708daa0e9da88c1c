import { Injectable, Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { ArchiveWriter } from '@tenantry/archives';
import { Repeating } from '@tenantry/database';
import { SECOND } from '@tenantry/kernel';
import { ExportFiles } from './export-files.service';
import { Leftovers } from './leftovers.service';
import { TurnOver, Turns } from './turns.service';
import type { Turn } from './turns.service';

/** Each second in each process: the next export, one at a time; and each hour what has had its time. */
@Injectable()
export class ExportsJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ExportsJob.name);
  private readonly repeating = new Repeating(SECOND, () => this.run(), this.logger);

  constructor(
    private readonly turns: Turns,
    private readonly writer: ArchiveWriter,
    private readonly files: ExportFiles,
    private readonly leftovers: Leftovers,
  ) {}

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeating.stop();
  }

  async run(): Promise<void> {
    for (let turn = await this.turns.take(); turn; turn = await this.turns.take()) {
      await this.make(turn);
      if (this.repeating.signal.aborted) return;
    }
    await this.leftovers.sweepWhenDue();
  }

  private async make(turn: Turn): Promise<void> {
    const { id, tenantId, fence } = turn;
    try {
      const part = await this.files.begin(tenantId, id, fence);
      const archive = await this.writer.write(turn, part, async (progress) => {
        if (this.repeating.signal.aborted) throw new Stopping();
        await this.turns.beat(turn, progress);
      });
      await this.files.finish(tenantId, id, part);
      await this.turns.finish(turn, archive);
    } catch (error) {
      await this.leave(turn, error);
    }
  }

  /** Nothing half stays behind. What another process has in hand by now is its own. */
  private async leave(turn: Turn, error: unknown): Promise<void> {
    const { id, tenantId, fence } = turn;
    await this.files.removeFile(tenantId, `${id}.${fence}.part`);
    if (error instanceof TurnOver) await this.leftovers.removeUnlessOffered(tenantId, id);
    else if (!(error instanceof Stopping)) this.logger.error(error);
    await this.turns.giveBack(turn, !(error instanceof TurnOver || error instanceof Stopping));
  }
}

/** The process is about to end; another one begins the export anew. */
class Stopping extends Error {}
