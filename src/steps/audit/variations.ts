import type { Variation } from '../../report/audit-report.js'

/** The variables in which numerical libraries look for a number of threads. */
const THREADS = [
  'OMP_NUM_THREADS',
  'OPENBLAS_NUM_THREADS',
  'MKL_NUM_THREADS',
  'NUMEXPR_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
]
/** Needs no database of time zones (POSIX, "TZ"), and differs from every zone by its minutes. */
const OTHER_ZONE = 'AUDIT-5:45'
/** Locales with another decimal sign or another order of letters, the most different first. */
const OTHER_LOCALES = /^(?:de|fr|es|it|pl|ru|tr)_[A-Z]{2}\.utf-?8$/i

/** The environments of both runs, and what cannot differ on this machine. */
export interface TwoEnvironments {
  first: NodeJS.ProcessEnv
  second: NodeJS.ProcessEnv
  notVaried: { name: Variation; reason: string }[]
}

/**
 * The variables of both runs.
 * @param env of the stages
 * @param machine the locales of this machine as `locale -a` names them, and its number of processors
 */
export function variedEnvironments(
  env: NodeJS.ProcessEnv,
  vary: readonly Variation[],
  machine: { locales: readonly string[]; cpus: number },
): TwoEnvironments {
  const [first, second] = [{ ...env }, { ...env }]
  const notVaried: TwoEnvironments['notVaried'] = []
  if (vary.includes('time-zone')) second['TZ'] = env['TZ'] === OTHER_ZONE ? 'UTC0' : OTHER_ZONE
  if (vary.includes('locale')) {
    const now = env['LC_ALL'] || env['LANG'] || 'C'
    const other = otherLocale(machine.locales, now)
    if (other === undefined)
      notVaried.push({ name: 'locale', reason: `the machine has no locale but ${machine.locales.join(', ') || now}` })
    else Object.assign(second, { LC_ALL: other, LANG: other })
  }
  if (vary.includes('hash-seed')) {
    // Without a number, Python takes a random one in each process, and a third run could not repeat the first.
    first['PYTHONHASHSEED'] = /^\d+$/.test(env['PYTHONHASHSEED'] ?? '') ? env['PYTHONHASHSEED'] : '1'
    second['PYTHONHASHSEED'] = first['PYTHONHASHSEED'] === '2' ? '3' : '2'
  }
  if (vary.includes('threads')) {
    const own = env['OMP_NUM_THREADS'] ?? String(machine.cpus)
    for (const name of THREADS) second[name] = own === '1' ? '2' : '1'
  }
  return { first, second, notVaried }
}

/** A locale that writes numbers and sorts texts in another way; undefined where there is none. */
function otherLocale(locales: readonly string[], now: string): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace('-', '')
  const others = locales.filter((name) => plain(name) !== plain(now))
  return (
    others.find((name) => OTHER_LOCALES.test(name)) ??
    others.find((name) => /^en_.*utf-?8$/i.test(name)) ??
    others.find((name) => name === 'C' || name === 'POSIX')
  )
}
