import { compare, explain, satisfies } from '@renovatebot/pep440'
import { SetupError } from '../errors/errors.js'

/** What is installed when nobody asks for a version and the project has none. */
export const DEFAULT_DVC_VERSION = '3.67.1'

/** The oldest DVC that is used: DVC 3 changed the layout of caches and remotes. */
export const MINIMUM_DVC_VERSION = '3.0'

/** The version that `dvc-version` asks for. */
export interface AskedVersion {
  /** As it was written. */
  readonly text: string
  /** As a package manager takes it: `==3.67.1` or `==3.67.*`. */
  readonly specifier: string
  /** Whether a version that was found is what was asked for. */
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

/** True for a version that is new enough to be used. */
export function isSupported(version: string): boolean {
  return compareVersions(version, MINIMUM_DVC_VERSION) >= 0
}

/**
 * Reads `dvc-version`: `3.67.1`, or `3.67` and `3` for any version that starts so.
 * @throws {SetupError} it is no version, or older than the oldest that is used
 */
export function parseDvcVersion(text: string): AskedVersion {
  const asked = text.trim()
  if (!/^\d+(\.\d+){0,2}$/.test(asked)) {
    throw new SetupError(`dvc-version: '${text}' is no version of DVC.`, {
      key: 'dvc-version',
      value: text,
      remedy: `Write a version like '${DEFAULT_DVC_VERSION}', or its beginning like '${DEFAULT_DVC_VERSION.replace(/\.\d+$/, '')}'.`,
    })
  }
  if (!isSupported(asked)) {
    throw new SetupError(`dvc-version: DVC ${asked} is not supported.`, {
      key: 'dvc-version',
      value: text,
      remedy: `Use DVC ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}'.`,
    })
  }
  const specifier = asked.split('.').length === 3 ? `==${asked}` : `==${asked}.*`
  return { text: asked, specifier, accepts: (version) => satisfies(version, specifier, { prereleases: true }) }
}
