import { Injectable } from '@nestjs/common';
import { Database } from '@tenantry/database';
import { changeZone, Clock, dayAfter, dayIn, dayStartIn, onlyZone, stretchAt } from '@tenantry/kernel';
import type { ZoneHistory } from '@tenantry/kernel';
import type { TenantProfile } from './summaries';
import { TenantZone } from './tenant.entity';

/** What a change of zone would do. */
export interface ZoneEffect {
  /** The first day that is longer or shorter, and by how many minutes; null where every day stays as long. */
  day: string | null;
  minutes: number;
  isToday: boolean;
  /** The day after it is shorter too, by so many minutes: across the date line. */
  minutesAfter: number;
  /** When this month ends, and the next begins. */
  monthEndsAt: Date;
}

type Zoned = Pick<TenantProfile, 'id' | 'timeZone'>;

/** A tenant's days: contiguous, none lost and none twice, whatever its zone was and becomes. */
@Injectable()
export class TenantDays {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** For `dayIn` and `dayStartIn`, of any moment. */
  async of({ id, timeZone }: Zoned): Promise<ZoneHistory> {
    const rows = await this.database.read.find(TenantZone, {
      where: { tenantId: id },
      order: { startsAt: 'ASC' },
    });
    const [first, ...rest] = rows.map((row) => ({ ...row, zone: row.timeZone }));
    return first ? [first, ...rest] : onlyZone(timeZone);
  }

  async effectOf(tenant: Zoned, timeZone: string): Promise<ZoneEffect> {
    const now = this.clock.now();
    const before = await this.of(tenant);
    const after = changeZone(before, now, timeZone);
    const today = dayIn(before, now);
    const differences = [today, dayAfter(today), dayAfter(today, 2)].map((day) => ({
      day,
      minutes: Math.round((lengthOf(after, day) - lengthOf(before, day)) / 60_000),
    }));
    const first = differences.findIndex(({ minutes }) => minutes !== 0);
    const month = `${today.slice(0, 7)}-01`;
    return {
      day: differences[first]?.day ?? null,
      minutes: differences[first]?.minutes ?? 0,
      isToday: first === 0,
      minutesAfter: differences[first + 1]?.minutes ?? 0,
      monthEndsAt: dayStartIn(after, `${dayAfter(month, 31).slice(0, 7)}-01`),
    };
  }

  /** In the running transaction, which holds the tenant's row. What its row then says of the zone. */
  async change(tenant: Zoned, timeZone: string): Promise<{ zoneFrom: Date; zoneBefore: string }> {
    const { manager } = this.database;
    const now = this.clock.now();
    const history = changeZone(await this.of(tenant), now, timeZone);
    await manager.delete(TenantZone, { tenantId: tenant.id });
    await manager.insert(
      TenantZone,
      history.map(({ startsAt, day, zone }) => ({ tenantId: tenant.id, startsAt, day, timeZone: zone })),
    );
    return { zoneFrom: history.at(-1)!.startsAt, zoneBefore: stretchAt(history, now).zone };
  }
}

const lengthOf = (history: ZoneHistory, day: string): number =>
  dayStartIn(history, dayAfter(day)).getTime() - dayStartIn(history, day).getTime();
