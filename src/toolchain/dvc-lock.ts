import { createHash } from 'node:crypto'
import { OutsideError, SetupError } from '../errors/errors.js'
import type { ProcessResult } from '../run/process.js'
import { MINIMUM_DVC_VERSION } from '../settings/oldest-dvc.js'
import { requirementLines } from '../text/requirement-lines.js'
import { isSupported, parseDvcVersion } from './dvc-version.js'
import { EXTRA_MODULES, type Extra } from './extras.js'
import { lastLines } from './install-output.js'

/** A requirements file with the exact version and the hashes of DVC and of every package below it. */
export interface DvcLock {
  /** The file, as messages show it. */
  file: string
  text: string
  /** The version of DVC, such as `3.67.1`. */
  version: string
  /** Normalised names of all packages. */
  packages: ReadonlySet<string>
  /** Short hash of the text. */
  hash: string
}

/** How a lock file is written. */
export const WRITE_LOCK =
  'Write it with `uv pip compile --universal --generate-hashes`, or with `pip-compile --generate-hashes --no-emit-index-url`.'

/** A package with its version, its marker and its hashes (https://pip.pypa.io/en/stable/reference/requirements-file-format/). */
const PACKAGE =
  /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*==\s*([^\s;*]+)\s*(?:;.*?)?((?:\s+--hash=\S+)*)$/
const HASH = /^--hash=sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/

/**
 * Reads the lock file of DVC. Every line is a package with an exact version and its hashes: an option could name another
 * index or file.
 * @param asked text of `dvc-version`
 * @throws {SetupError} a line is something else or has no hash, DVC is missing or unsupported, or `asked` is another
 * version
 */
export function parseDvcLock(file: string, text: string, asked?: string): DvcLock {
  const reject = (message: string, value: string, remedy = WRITE_LOCK, line?: number): SetupError =>
    new SetupError('dvc-lock-invalid', `dvc-lock: ${file} ${message}`, {
      key: 'dvc-lock',
      value,
      remedy,
      path: file,
      ...(line === undefined ? {} : { line }),
    })
  const lineOf = (requirement: string) => {
    const [first = ''] = requirement.split(/\s/)
    const index = text.split(/\r?\n/).findIndex((line) => line.trim().startsWith(first))
    return index < 0 ? undefined : index + 1
  }
  const packages = new Set<string>()
  let version: string | undefined
  for (const requirement of requirementLines(text)) {
    const [, name, exact, hashes = ''] = PACKAGE.exec(requirement) ?? []
    if (name === undefined || exact === undefined)
      throw reject(
        `has a line that is no package with an exact version: '${requirement.slice(0, 100)}'.`,
        requirement.slice(0, 100),
        WRITE_LOCK,
        lineOf(requirement),
      )
    const given = hashes.split(/\s+/).filter(Boolean)
    if (given.length === 0 || !given.every((hash) => HASH.test(hash)))
      throw reject(`has no valid hash of ${name} ${exact}.`, `${name}==${exact}`, WRITE_LOCK, lineOf(requirement))
    packages.add(normalised(name))
    if (normalised(name) === 'dvc') version ??= exact
  }
  if (version === undefined) throw reject('does not name dvc.', file)
  if (!/^\d+\.\d+\.\d+$/.test(version) || !isSupported(version))
    throw reject(
      `names DVC ${version}, which is not supported.`,
      `dvc==${version}`,
      `Lock a release of DVC ${MINIMUM_DVC_VERSION} or newer.`,
    )
  if (asked !== undefined && !parseDvcVersion(asked).accepts(version))
    throw new SetupError('setting-conflict', `dvc-version is ${asked}, but dvc-lock (${file}) has DVC ${version}.`, {
      key: 'dvc-version',
      value: asked,
      remedy: `Remove dvc-version, or lock DVC ${asked}.`,
    })
  return { file, text, version, packages, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) }
}

/**
 * uv cannot install the file. uv's only sign of a wrong hash is its message.
 * @param output of uv, whole
 */
export function lockError({ file }: DvcLock, python: string, output: ProcessResult): OutsideError | SetupError {
  const wrong = /Hash mismatch for `([^`]+)`/.exec(output.stderr)?.[1]
  if (wrong !== undefined) {
    const hash = /Computed:\s+(\S+)/.exec(output.stderr)?.[1] ?? 'another hash'
    return new OutsideError(
      'package-not-verified',
      `dvc-lock: the file of ${wrong} in the package index has ${hash}, which ${file} does not have.`,
      {
        key: 'dvc-lock',
        value: wrong,
        remedy: 'Check the package index and its proxy. If the file of the index is right, write the lock file again.',
      },
    )
  }
  const message = `dvc-lock: ${file} cannot be installed for Python ${python}.\n${lastLines(output)}\n`
  return new SetupError('dvc-lock-invalid', message, { key: 'dvc-lock', value: file, remedy: WRITE_LOCK })
}

/** @throws {SetupError} the remotes need extras whose packages the file does not have */
export function requireExtras({ file, version, packages }: DvcLock, extras: readonly Extra[]): void {
  const lacking = extras.map((extra) => normalised(EXTRA_MODULES[extra])).filter((name) => !packages.has(name))
  if (lacking.length > 0)
    throw new SetupError('dvc-lock-invalid', `dvc-lock: ${file} lacks ${lacking.join(', ')} for the remotes.`, {
      key: 'dvc-lock',
      value: file,
      remedy: `Lock 'dvc[${extras.join(',')}]==${version}'. ${WRITE_LOCK}`,
    })
}

/** https://packaging.python.org/en/latest/specifications/name-normalization/ */
function normalised(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}

/** The locked packages do not work together. */
export function lockStartError({ file, version }: DvcLock, problem: string): SetupError {
  return new SetupError(
    'dvc-does-not-start',
    `dvc-lock: DVC ${version} of ${file} is installed but does not start.\n${problem}\n`,
    { key: 'dvc-lock', value: file, remedy: `Lock other versions of its packages. ${WRITE_LOCK}` },
  )
}
