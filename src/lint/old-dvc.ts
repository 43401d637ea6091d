import { compare, explain } from '@renovatebot/pep440'
import { MINIMUM_DVC_VERSION } from '../settings/oldest-dvc.js'
import { below, type Found, type LintInput, nameOf, type Rule } from './input.js'

/** Larger lists are not read. */
const LONGEST_LIST = 2 * 1024 * 1024
const LISTS = /^(?:.*requirements.*\.(?:txt|in)|environment\.ya?ml|pyproject\.toml|Pipfile)$/
const LOCKS = /^(?:uv|poetry|pdm)\.lock$/
/** A requirement of `dvc`, not of `dvc-s3`, with or without extras: its version is the rest of the line. */
const REQUIREMENT =
  /(?:^\s*(?:-\s+)?["']?|["'])dvc["']?\s*(?:\[[^\]]*\])?\s*=?\s*["']?\s*((?:[=<>~!^]=?=?)?\s*\d[^"'#;]*)/i

/** Lists of packages of the project, whose text the rule needs: at the top of the repository and of the project. */
export function packageLists({
  tracked,
  prefix,
  dvcRoot,
}: Pick<LintInput, 'tracked' | 'prefix' | 'dvcRoot'>): string[] {
  const folders = ['', prefix, dvcRoot, 'requirements', below(prefix, 'requirements')]
  return tracked
    .filter(({ path, size }) => {
      const name = nameOf(path)
      const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
      return (
        size <= LONGEST_LIST &&
        folders.includes(folder) &&
        (LISTS.test(name) || LOCKS.test(name) || folder.endsWith('requirements'))
      )
    })
    .map(({ path }) => path)
}

/** A list of packages that installs a DVC older than the oldest supported one, at its line. */
export const oldDvc: Rule = (input) =>
  packageLists(input).flatMap((path): Found[] => {
    const found = oldVersion(path, input.texts.get(path) ?? '')
    if (found === undefined) return []
    return [
      {
        path,
        line: found.line,
        message: `${nameOf(path)} installs DVC ${found.version}, and dvc-ci needs ${MINIMUM_DVC_VERSION} or newer. dvc-ci uses a DVC of its own, but a check or a stage that calls dvc gets ${found.version}. Require \`dvc>=${MINIMUM_DVC_VERSION}\` there.`,
      },
    ]
  })

function oldVersion(path: string, text: string): { line: number; version: string } | undefined {
  const lines = text.split(/\r?\n/)
  const isLock = LOCKS.test(nameOf(path))
  for (const [index, line] of lines.entries()) {
    if (isLock) {
      if (!/^name = "dvc"\s*$/.test(line)) continue
      const version = /^version = "([^"]+)"/.exec(lines[index + 1] ?? '')?.[1]
      if (version !== undefined && isOlder(version)) return { line: index + 2, version }
      continue
    }
    const version = REQUIREMENT.exec(line.replace(/(^|\s)#.*$/, ''))?.[1]?.trim()
    if (version !== undefined && allowsOnlyOld(version)) return { line: index + 1, version: shown(version) }
  }
  return undefined
}

/** True for a specifier without a supported version. Poetry's `^2.1` and conda's `=2.1` mean 2.x and 2.1.x. */
function allowsOnlyOld(specifier: string): boolean {
  return specifier.split(',').some((clause) => {
    const [, operator = '', version = ''] = /^\s*([=<>~!^]*)\s*([\w.]+?)(?:\.\*)?\s*$/.exec(clause) ?? []
    if (operator === '<') return isOlder(version) || equals(version)
    return ['', '=', '==', '===', '~', '~=', '^', '<='].includes(operator) && isOlder(version)
  })
}

function shown(specifier: string): string {
  return specifier.replace(/^={1,3}\s*/, '')
}

function isOlder(version: string): boolean {
  return explain(version) !== null && compare(version, MINIMUM_DVC_VERSION) < 0
}

function equals(version: string): boolean {
  return explain(version) !== null && compare(version, MINIMUM_DVC_VERSION) === 0
}
