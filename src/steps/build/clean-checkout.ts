import type { Survey } from '../../dvc/dvc.js'
import { ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { verdicts } from '../../pipeline/verdicts.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import { startEarly } from '../../run/background.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { isInput } from '../project/path-roles.js'
import { type Project, withIndex } from '../project/project.js'

/**
 * A second checkout beside this one, without any data, in which DVC reads the commit of a build as in a fresh clone. It is made ready while stages
 * still run, and waits for its commit (`at`). It must be closed.
 */
export class CleanCheckout {
  /** What DVC says there. */
  readonly survey: Promise<Survey>
  /** When the checkout is gone again. */
  readonly gone: Promise<void>
  private tell: (commit: string | undefined) => void = () => undefined

  constructor(project: Project, aside: WorkspaceBackup) {
    const {
      git,
      run: {
        report: { source },
      },
    } = project
    const told = new Promise<string | undefined>((resolve) => {
      this.tell = resolve
    })
    let opened: (survey: Survey) => void = () => undefined
    let failed: (error: unknown) => void = () => undefined
    this.survey = new Promise<Survey>((resolve, reject) => {
      ;[opened, failed] = [resolve, reject]
    })
    this.survey.catch(() => undefined)
    this.gone = git
      .withWorktree(source.sha, aside.scratch('clone'), async (directory) => {
        const commit = async (): Promise<undefined> => {
          const sha = await told
          if (sha === undefined) throw new Error('the clean checkout was closed')
          if (sha !== source.sha) await git.moveWorktree(directory, sha)
        }
        const held = startEarly(commit)
        const { project: index, status } = project.dvc.survey(
          git.prefix === '' ? directory : `${directory}/${git.prefix}`,
          held,
        )
        // Where the commit cannot be had, that is what is told.
        opened({
          project: startEarly(() => held.then(() => index)),
          status: startEarly(() => held.then(() => status)),
        })
        await Promise.allSettled([index, status])
      })
      .catch(failed)
  }

  /** Reads a commit; the source of the build where it has none. */
  at(made: MadeCommit | undefined, source: string): void {
    this.tell(made?.sha ?? source)
  }

  /** The project with the build as DVC reads it there. */
  async read(project: Project): Promise<Project> {
    const { stages, edges, metrics, plots, artifacts } = await (await this.survey).project
    return withIndex(project, { ...project.index, stages, edges, metrics, plots, artifacts })
  }

  /** Removes it, after DVC has read its commit; at once where it got none. */
  async close(): Promise<void> {
    this.tell(undefined)
    await this.gone
  }
}

/**
 * Proves that a stranger's fresh clone of the build has nothing to reproduce. That finds what this checkout cannot see: a dependency or a metric that Git ignores, a file that a stage changed after
 * another one had read it, a cache folder inside a dependency.
 * @throws {ProjectError} a stage would have to run again
 */
export async function proveRepeatable(
  project: Project,
  made: MadeCommit | undefined,
  { survey: looked }: CleanCheckout,
): Promise<void> {
  const { run, git } = project
  await run.step('fresh clone', async (outcome) => {
    const survey = await looked
    const [index, status] = await Promise.all([survey.project, survey.status])
    const scope = new Set(project.stages.map(({ name }) => name))
    const stale = verdicts(index, status, () => true).filter(
      ({ name, verdict, causes }) =>
        scope.has(name) &&
        (verdict === 'stale' || (verdict === 'frozen' && causes.some(({ kind }) => kind === 'data'))),
    )
    if (stale.length === 0) {
      outcome.message = 'it has nothing to reproduce'
      return
    }
    const changed = (await git.uncommitted())
      .filter(({ path, untracked }) => !untracked && made?.changed.includes(path) !== true && isInput(project, path))
      .map(({ path }) => path)
    const why = stale
      .map(({ name, causes }) => `${name} (${causes.map(({ message }) => message).join('; ')})`)
      .join(', ')
    throw new ProjectError(
      'build-not-reproducible',
      `this build cannot be repeated: in a fresh clone of it dvc repro would run ${why}.`,
      {
        key: 'dvc.lock',
        remedy:
          changed.length > 0
            ? `${changed.join(', ')}, which a stage reads and Git tracks, changed while the stages ran: leave the checkout alone meanwhile, and let no stage write what another one reads. ${rejectionNote(project.run.report.remote.pushed)}`
            : `A stage must read only what Git or DVC tracks: track the file, make it an output of the stage that writes it, or leave it out with .dvcignore. ${rejectionNote(project.run.report.remote.pushed)}`,
      },
    )
  })
}
