import { ProjectError } from '../../errors/errors.js'

/** The error about a change that sends a credential to places which the base does not name. */
export function notAccepted(
  message: string,
  places: readonly string[],
  details: { key: string; path: string; line?: number },
): ProjectError {
  return new ProjectError('remote-not-accepted', message, {
    ...details,
    value: places.join(', '),
    remedy: `If the place is right, let a maintainer add \`accepted-remotes: ${JSON.stringify(places)}\` to dvc-ci.yaml of the base branch first, then run this again.`,
  })
}
