const TAG = /^v((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:alpha|beta|rc)\.(?:0|[1-9]\d*)))?)$/

/**
 * The facts of a release tag. `npmTag` is the tag of npm that users get the version by: `next` for a prerelease.
 * @throws Error it is no vX.Y.Z or vX.Y.Z-rc.N
 */
export function parseTag(tag) {
  const [, version, major, minor, patch, prerelease] = TAG.exec(tag) ?? []
  if (version === undefined)
    throw new Error(`'${tag}' is no release tag. Name it vX.Y.Z, or vX.Y.Z-rc.N (alpha, beta, rc) for a prerelease.`)
  return {
    tag,
    version,
    majorTag: `v${major}`,
    prerelease: prerelease !== undefined,
    npmTag: prerelease === undefined ? 'latest' : 'next',
    numbers: [major, minor, patch].map(Number),
  }
}

/** True if no release of the same major version among `tags` is newer; false for a prerelease. */
export function movesMajor(tag, tags) {
  const own = parseTag(tag)
  if (own.prerelease) return false
  return tags
    .flatMap((each) => (TAG.test(each) ? [parseTag(each)] : []))
    .filter(({ majorTag, prerelease }) => majorTag === own.majorTag && !prerelease)
    .every(({ numbers }) => compare(numbers, own.numbers) <= 0)
}

/** True if no release of any major version is newer: GitHub marks it as the latest one. */
export function isLatest(tag, tags) {
  const own = parseTag(tag)
  return (
    !own.prerelease &&
    tags
      .flatMap((each) => (TAG.test(each) ? [parseTag(each)] : []))
      .every(({ numbers, prerelease }) => prerelease || compare(numbers, own.numbers) <= 0)
  )
}

function compare(left, right) {
  for (const [index, number] of left.entries()) if (number !== right[index]) return number - right[index]
  return 0
}
