import { type ProcessOptions, runProcess } from '../run/process.js'

/** A day before the first supported DVC (3.0, June 2023). */
const FIRST_DAY = Date.UTC(2023, 5, 1)
const DAY_MS = 86_400_000

/**
 * The day on which a version of DVC was published. With `--exclude-newer` of that day, uv installs the dependencies of
 * that time.
 * A binary search asks uv from which day on it finds the version, in a dozen steps of about 60 ms.
 * @returns e.g. `2023-10-09`; undefined if the package index has no upload times
 */
export async function findReleaseDay(
  uv: string,
  python: string,
  version: string,
  options: ProcessOptions,
): Promise<string | undefined> {
  const existsBy = async (day: number) => {
    const argv = ['pip', 'compile', '-', '--no-deps', '--quiet', '--python', python, '--exclude-newer', format(day)]
    return (await runProcess([uv, ...argv], { ...options, input: `dvc==${version}\n` })).code === 0
  }
  let [without, having] = [0, Math.ceil((Date.now() - FIRST_DAY) / DAY_MS)]
  if (!(await existsBy(having))) return undefined
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2)
    if (await existsBy(middle)) having = middle
    else without = middle
  }
  return format(having)
}

function format(day: number): string {
  return new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10)
}
