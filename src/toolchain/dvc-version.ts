import { compare, explain, satisfies } from '@renovatebot/pep440'
import { SetupError } from '../errors/errors.js'
import { MINIMUM_DVC_VERSION } from '../settings/oldest-dvc.js'

/** The installed version if neither the settings nor the project name one. */
export const DEFAULT_DVC_VERSION = '3.67.1'

/** The version that `dvc-version` asks for. */
export interface AskedVersion {
  /** The text as the user wrote it. */
  readonly text: string
  /** The form of package managers: `==3.67.1` or `==3.67.*`. */
  readonly specifier: string
  /** True if a found version matches. */
  accepts(version: string): boolean
}

/**
 * Negative, zero or positive, by the release numbers of two versions: `3.67.2.dev3+g1a2b` counts as 3.67.2, for it has the features
 * of that release. A text that is no version of PEP 440 counts as 0.
 */
export function compareVersions(left: string, right: string): number {
  const release = (version: string) => explain(version)?.base_version ?? '0'
  return compare(release(left), release(right))
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
  const specifier = asked.split('.').length === 3 ? `==${asked}` : `==${asked}.*`
  return { text: asked, specifier, accepts: (version) => satisfies(version, specifier, { prereleases: true }) }
}
