import { sha256 } from '@tenantry/kernel';

/** Numbers that look random and are the same for the same seed, everywhere and always (sfc32). */
export class Random {
  private readonly state: Int32Array;

  constructor(seed: string) {
    const bytes = sha256(seed);
    this.state = new Int32Array([0, 4, 8, 12].map((offset) => bytes.readInt32LE(offset)));
    for (let i = 0; i < 12; i++) this.next();
  }

  /** From 0 up to but not including 1. */
  next(): number {
    const s = this.state;
    const sum = (s[0]! + s[1]! + s[3]!) | 0;
    s[3] = s[3]! + 1;
    s[0] = s[1]! ^ (s[1]! >>> 9);
    s[1] = s[2]! + (s[2]! << 3);
    s[2] = ((s[2]! << 21) | (s[2]! >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  /** A key, as often as its weight says. */
  weighted<K extends string>(weights: Record<K, number>): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) if ((left -= weight) < 0) return key;
    return entries.at(-1)![0];
  }
}
