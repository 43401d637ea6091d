import { posix } from 'node:path'
import { SetupError } from '../errors/errors.js'
import { didYouMean, nearest } from '../text/nearest.js'

/** A folder with a pipeline or with data, and the folder of its DVC project. */
export interface Place {
  directory: string
  root: string
}

/** The projects of a repository: each DVC project, or each of its pipelines where it has several and none at its top. */
export function placesOf(paths: readonly string[]): Place[] {
  const roots = paths
    .filter((path) => posix.basename(path) === 'config' && posix.basename(posix.dirname(path)) === '.dvc')
    .map((path) => topOf(posix.dirname(posix.dirname(path))))
  return roots.sort().flatMap((root) => {
    const own = paths.filter(
      (path) =>
        isBelow(path, root) && !roots.some((other) => isBelow(other, root) && other !== root && isBelow(path, other)),
    )
    const pipelines = own
      .filter((path) => posix.basename(path) === 'dvc.yaml')
      .map((path) => topOf(posix.dirname(path)))
    const top = pipelines.filter((folder) => !pipelines.some((other) => other !== folder && isBelow(folder, other)))
    if (top.length > 1) return top.sort().map((directory) => ({ directory, root }))
    const hasData = pipelines.length > 0 || own.some((path) => isDataFile(path))
    return hasData ? [{ directory: root, root }] : []
  })
}

/**
 * The places that a person asked for; without a request, all of them.
 * @throws {SetupError} there is no such project
 */
export function choosePlaces(places: readonly Place[], asked: readonly string[]): Place[] {
  if (asked.length === 0) return [...places]
  return asked.map((directory) => {
    const found = places.find((place) => place.directory === directory)
    if (found !== undefined) return found
    const names = places.map((place) => place.directory || '.')
    const meant = nearest(directory, names)
    throw new SetupError('argument-invalid', `there is no project in the folder '${directory || '.'}'.`, {
      key: 'project',
      value: directory,
      remedy: `${didYouMean(meant)}Projects: ${names.join(', ') || 'none'}.`,
    })
  })
}

/** A file that `dvc add` wrote. */
function isDataFile(path: string): boolean {
  return path.endsWith('.dvc') && posix.basename(path) !== '.dvc' && !`/${path}`.includes('/.dvc/')
}

function topOf(directory: string): string {
  return directory === '.' ? '' : directory
}

/** True for a path in a folder, or the folder itself; everything is below the empty name. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}
