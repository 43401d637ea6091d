import { execFileSync } from 'node:child_process'
import { installEnvironment, parsePipConfig, uvVariables } from './lab/environment.mjs'
import { lab, requireParts } from './lab/paths.mjs'

const WEEK_MS = 7 * 86_400_000

/** The day that limits releases to those that are a week old. */
export const aWeekOld = () => ['--exclude-newer', new Date(Date.now() - WEEK_MS).toISOString()]

/** Answer of `uv pip compile` with the hashes of all files of each package, from the index of this machine. */
export function compilePins(packages, options) {
  requireParts('uv')
  const settings = execFileSync(lab.pythonBin('uv'), ['-m', 'pip', 'config', 'list'], { encoding: 'utf8' })
  const own = installEnvironment()
  return execFileSync(
    lab.uvBin,
    [
      ...['pip', 'compile', '--quiet', '--generate-hashes', '--no-deps', '--no-annotate', '--no-header', '--universal'],
      // The files of a release are read again: a cache may be of another index.
      ...['--no-cache', ...options, '-'],
    ],
    {
      input: packages.map((each) => `${each}\n`).join(''),
      encoding: 'utf8',
      env: { ...own, ...uvVariables(parsePipConfig(settings), own) },
    },
  )
}
