import { DAY, instantToWall, MINUTE, wallToInstant } from '@tenantry/kernel';
import type { Reading } from './formats';

/** Whether a zone's clock showed a time once, not at all (spring) or twice (autumn). */
export type Shown = 'once' | 'never' | 'twice';

export interface Moment {
  /** Milliseconds since the epoch. */
  at: number;
  shown: Shown;
}

const two = (n: number) => String(n).padStart(2, '0');
const year4 = (n: number) => String(n).padStart(4, '0');

/** A reading as if the wall's clock were UTC. */
const asUtc = (r: Reading): number =>
  Date.UTC(
    r.year!,
    r.month! - 1,
    r.day,
    (r.hour ?? 0) + (r.half ?? 0),
    r.minute,
    r.second,
    r.millisecond ?? 0,
  );

/**
 * Turns readings of a zone's wall clock into instants. The zone's rules are asked once for a day without a
 * change of the clock, so that millions of rows cost arithmetic only.
 */
export class WallClock {
  /** Offset of each local day, or null when it must be asked for each time of that day. */
  private readonly days = new Map<number, number | null>();

  constructor(private readonly zone: string) {}

  read(reading: Reading): Moment {
    const minute = reading.minute ?? 0;
    const wall = asUtc({ ...reading, minute, second: reading.second ?? 0 });
    if (reading.offsetMinutes !== undefined)
      return { at: wall - reading.offsetMinutes * MINUTE, shown: 'once' };
    const day = Math.floor(wall / DAY);
    let offset = this.days.get(day);
    if (offset === undefined) {
      if (this.days.size > 5_000) this.days.clear();
      offset = this.steadyOffset(day);
      this.days.set(day, offset);
    }
    return offset === null ? this.ask(wall) : { at: wall - offset, shown: 'once' };
  }

  /** Equal offsets a day before and a day after mean that no change touches the day. */
  private steadyOffset(day: number): number | null {
    const before = this.offsetAt((day - 1) * DAY);
    return before === this.offsetAt((day + 2) * DAY) && before === this.offsetAt(day * DAY + DAY / 2)
      ? before
      : null;
  }

  private offsetAt(wall: number): number {
    return wall - wallToInstant(text(wall), this.zone).getTime();
  }

  private ask(wall: number): Moment {
    const at = wallToInstant(text(wall), this.zone).getTime();
    if (!this.shows(at, wall)) return { at, shown: 'never' };
    const later = wall - this.offsetAt(wall + 2 * DAY);
    return { at, shown: later > at && this.shows(later, wall) ? 'twice' : 'once' };
  }

  private shows(instant: number, wall: number): boolean {
    return instantToWall(new Date(instant), this.zone) === text(wall).slice(0, 16);
  }
}

function text(wall: number): string {
  const d = new Date(wall);
  const day = `${year4(d.getUTCFullYear())}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
  const time = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  return `${day}T${time}.${String(d.getUTCMilliseconds()).padStart(3, '0')}`;
}
