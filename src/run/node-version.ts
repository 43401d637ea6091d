/** The oldest Node that runs dvc-ci: `engines` of package.json. */
export const OLDEST_NODE = { major: 20, minor: 19 }

/** True for a version of Node that cannot run dvc-ci. Its modules may not load there, so entries ask first. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)
}
