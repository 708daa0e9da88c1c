import { Controller, Get, Injectable, ServiceUnavailableException } from '@nestjs/common';
import { Database, pendingMigrations } from '@tenantry/database';
import { SECOND } from '@tenantry/kernel';

const PATIENCE = 2 * SECOND;

/** Whether this process may be sent work. */
@Injectable()
export class Readiness {
  stopping = false;

  constructor(private readonly database: Database) {}

  /** What stands in the way, or null. */
  async obstacle(): Promise<'stopping' | 'database' | 'migrations' | null> {
    if (this.stopping) return 'stopping';
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('The database does not answer')), PATIENCE);
    });
    try {
      const pending = await Promise.race([pendingMigrations(this.database), tooLate]);
      return pending.length === 0 ? null : 'migrations';
    } catch {
      return 'database';
    } finally {
      clearTimeout(timer);
    }
  }
}

@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  async ready() {
    const obstacle = await this.readiness.obstacle();
    if (obstacle) throw new ServiceUnavailableException({ status: 'not ready', obstacle });
    return { status: 'ready' };
  }
}
