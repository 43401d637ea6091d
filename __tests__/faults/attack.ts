import type { LabPart } from '../../scripts/lab/paths.mjs'
import type { Random } from './random.js'

/** One way to break promises, tried case by case. */
export interface Attack {
  /** A word for the command line. */
  name: string
  /** The promises (docs/reliability.md) that it attacks. */
  promises: readonly number[]
  /** The parts of `.lab` that it needs. */
  parts: readonly LabPart[]
  /** How many cases a release tries. */
  count: number
  /** Starts what all cases share. */
  open: () => Promise<Opened>
}

export interface Opened {
  /**
   * Tries one case.
   * @param index number of the case: 0, 1, 2 … covers what can be enumerated
   * @param random decides everything else
   * @returns one line: what was tried. A list counts as so many cases
   * @throws {Error} a promise was broken
   */
  attempt: (index: number, random: Random) => Promise<string | string[]>
  close: () => Promise<void>
}

/** A broken promise, with everything that helps to see why. */
export class Broken extends Error {
  constructor(
    message: string,
    readonly details = '',
  ) {
    super(message)
  }
}

/** @throws {Broken} unless it holds */
export function hold(holds: boolean, message: string, details = ''): asserts holds {
  if (!holds) throw new Broken(message, details)
}
