/**
 * The entry of a rotation that runs now: costly cases that take turns in `npm test`. The seed is DVC_CI_TEST_SEED, or
 * random. DVC_CI_TURNS=all takes all.
 */
export function turn<T>(all: readonly T[]): readonly T[] {
  if (process.env['DVC_CI_TURNS'] === 'all') return all
  const seed = Number(process.env['DVC_CI_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  return all.filter((_, index) => index === seed % all.length)
}
