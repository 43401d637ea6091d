/**
 * The entry of a rotation that runs now: costly cases that take turns in `npm test`. The seed is DVC_CI_TEST_SEED, or
 * random. DVC_CI_TURNS=all takes all.
 */
export function turn<T>(all: readonly T[]): readonly T[] {
  if (process.env['DVC_CI_TURNS'] === 'all') return all
  const seed = Number(process.env['DVC_CI_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  return all.filter((_, index) => index === seed % all.length)
}

/**
 * The number of random examples of a property that costs more than a second: a third of `all` in `npm test`, since each
 * run has another seed. DVC_CI_TURNS=all takes all.
 */
export function examples(all: number): number {
  return process.env['DVC_CI_TURNS'] === 'all' ? all : Math.ceil(all / 3)
}
