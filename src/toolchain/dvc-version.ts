import { SetupError } from '../errors/errors.js'

/** The installed version if neither the settings nor the project name one. */
export const DEFAULT_DVC_VERSION = '3.67.1'

/** The oldest supported DVC: DVC 3 changed the layout of caches and remotes. */
export const MINIMUM_DVC_VERSION = '3.0'

/** The version that `dvc-version` asks for. */
export interface AskedVersion {
  /** The text as the user wrote it. */
  readonly text: string
  /** The form of package managers: `==3.67.1` or `==3.67.*`. */
  readonly specifier: string
  /** True if a found version matches. */
  accepts(version: string): boolean
}

/** The numbers at the start of a version: `3.67.2.dev3+g1a2b` is 3, 67, 2. */
function numbersOf(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').filter(Boolean).map(Number)
}

/** Compares the numbers at the start of two versions: negative, zero or positive. Absent numbers count as 0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [numbersOf(left), numbersOf(right)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** True for a supported version. */
export function isSupported(version: string): boolean {
  return compareVersions(version, MINIMUM_DVC_VERSION) >= 0
}

/**
 * Parses `dvc-version`: `3.67.1`, or `3.67` and `3` for any version with these first numbers.
 * @throws {SetupError} it is not a version, or it is older than the oldest supported one
 */
export function parseDvcVersion(text: string): AskedVersion {
  const asked = text.trim()
  if (!/^\d+(\.\d+){0,2}$/.test(asked)) {
    throw new SetupError('dvc-version-invalid', `dvc-version: '${text}' is not a version of DVC.`, {
      key: 'dvc-version',
      value: text,
      remedy: `Write a version like '${DEFAULT_DVC_VERSION}', or its first numbers, like '${DEFAULT_DVC_VERSION.replace(/\.\d+$/, '')}'.`,
    })
  }
  if (!isSupported(asked)) {
    throw new SetupError('dvc-version-unsupported', `dvc-version: DVC ${asked} is not supported.`, {
      key: 'dvc-version',
      value: text,
      remedy: `Use DVC ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}'.`,
    })
  }
  const exact = asked.split('.').length === 3
  return {
    text: asked,
    specifier: exact ? `==${asked}` : `==${asked}.*`,
    accepts: (version) => (exact ? version === asked : version === asked || version.startsWith(`${asked}.`)),
  }
}
