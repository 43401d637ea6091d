import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DvcCiError, messageOf, SetupError } from '../../errors/errors.js'
import type { Run } from '../../run/run.js'
import { baseOfTrustedChange } from '../project/change-places.js'
import { locatedError, withPattern } from '../project/check-project.js'
import { bareProject, openDvc } from '../project/open-project.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { provideRunsDvc } from '../project/provide-dvc.js'
import type { LoadedFiles } from './load-files.js'

/** The project, or the reason for its absence. */
export interface Resolved {
  /** DVC has ended: only its reading of the project can be used. */
  project?: Project
  /** Why there is no project. */
  reason?: string
  /** The error with which DVC rejects the project. */
  refusal?: Error
}

/** The project as DVC resolves it. DVC starts while the files are read, and gets no request if they are invalid. */
export async function resolveProject(run: Run, place: ProjectPaths, loading: Promise<LoadedFiles>): Promise<Resolved> {
  const { signal } = run
  try {
    // Lint asks no remote, so DVC needs no packages for remotes.
    const change = { paths: place, base: await baseOfTrustedChange(run, place) }
    const installation = await provideRunsDvc(run, { directory: place.directory, schemes: [], change })
    const dvc = await openDvc(run, place, installation)
    try {
      const { problem, conflicted, files } = await loading
      if (problem !== undefined || conflicted)
        return { reason: conflicted ? 'Resolve the conflict first: `dvc-ci resolve`.' : 'Fix the file first.' }
      const read = files.map(({ path, data = {}, ...file }) => ({ ...file, path: place.fromGit(path), data }))
      return { project: bareProject(run, place, { dvc, installation, index: await dvc.inspect(), files: read }) }
    } catch (error) {
      if (signal.aborted || !(error instanceof SetupError)) throw error
      const refusal = await locatedError(await withPattern(error, place), place.inGit, (path) =>
        readFile(join(place.directory, path), 'utf8').catch(() => undefined),
      )
      return { reason: messageOf(error), refusal: refusal instanceof Error ? refusal : error }
    } finally {
      await dvc.close()
    }
  } catch (error) {
    if (signal.aborted) throw error
    // A file of `dvc-lock` that cannot be used is a wrong setting, in every mode.
    const isSetting = error instanceof DvcCiError && error.details.key === 'dvc-lock'
    return { reason: messageOf(error), ...(isSetting ? { refusal: error } : {}) }
  }
}
