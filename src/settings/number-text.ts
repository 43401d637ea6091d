export const NUMBER_PATTERN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * A number that JavaScript would write differently (`1.0`, `1e-7`, `0.50`), with its text. A parameter file keeps that
 * text.
 */
export class NumberText {
  constructor(readonly text: string) {}

  /** @returns undefined for a text that is no number, or that JavaScript writes in the same way */
  static of(text: string): NumberText | undefined {
    return NUMBER_PATTERN.test(text) && String(Number(text)) !== text ? new NumberText(text) : undefined
  }

  get value(): number {
    return Number(this.text)
  }

  toJSON(): number {
    return this.value
  }

  toString(): string {
    return this.text
  }
}
