/** Numbers that a seed decides, so that a failing case runs again with the same ones (mulberry32). */
export class Random {
  private state: number

  constructor(seed: number) {
    // Neighbouring seeds must not give similar numbers.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from 0 to below a limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** One of some values. @throws without any */
  pick<T>(values: readonly T[]): T {
    const found = values[this.below(values.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  /** The values in another order. */
  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value)
  }
}
