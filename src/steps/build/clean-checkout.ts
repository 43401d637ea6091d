import type { Survey } from '../../dvc/dvc.js'
import { ProjectError } from '../../errors/errors.js'
import type { MadeCommit } from '../../git/commit.js'
import { isWithin } from '../../pipeline/project.js'
import { verdicts } from '../../pipeline/verdicts.js'
import { rejectionNote } from '../../report/rebuild-summary.js'
import type { Cause, StageReport } from '../../report/report.js'
import { startEarly } from '../../run/background.js'
import { deferred } from '../../run/deferred.js'
import type { Span } from '../../run/run.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import { areLineEnds, committedFiles, lineEndsFix, lineEndsMessage, lineEndsOf } from '../project/line-ends.js'
import { repeatJobs } from '../project/made-by.js'
import { isInput } from '../project/path-roles.js'
import { type Project, withIndex } from '../project/project.js'

/**
 * A second worktree without data, in which DVC reads the commit of a build. It is prepared while stages still run, and
 * waits for its commit (`at`). The caller must close it.
 */
export class CleanCheckout {
  /** The pipeline and its status, as DVC reads them there. */
  readonly survey: Promise<Survey>
  /** Resolves after the worktree was removed. */
  readonly gone: Promise<void>
  private readonly commit = deferred<string | undefined>()
  private began: number | undefined
  private ended: number | undefined

  constructor(project: Project, backup: WorkspaceBackup) {
    const {
      git,
      run: {
        report: { source },
      },
    } = project
    const survey = deferred<Survey>()
    this.survey = survey.promise
    this.survey.catch(() => undefined)
    this.gone = git
      .withWorktree(source.sha, backup.scratch('clone'), async (directory) => {
        const moveToCommit = async (): Promise<undefined> => {
          const sha = await this.commit.promise
          if (sha === undefined) throw new Error('the clean checkout was closed')
          if (sha !== source.sha) await git.moveWorktree(directory, sha)
        }
        const moved = startEarly(moveToCommit)
        const { project: index, status } = project.dvc.survey(
          git.prefix === '' ? directory : `${directory}/${git.prefix}`,
          moved,
        )
        // Without a commit, the error of the move is the error of both.
        survey.resolve({
          project: startEarly(() => moved.then(() => index)),
          status: startEarly(() => moved.then(() => status)),
        })
        await Promise.allSettled([index, status])
        this.ended = performance.now()
      })
      .catch(survey.reject)
  }

  /** Starts reading a commit, or the source commit where the build made none. */
  at(made: MadeCommit | undefined, source: string): void {
    this.began = performance.now()
    this.commit.resolve(made?.sha ?? source)
  }

  /** The time in which DVC has read the commit, up to now; undefined before the checkout has one. */
  get reading(): Span | undefined {
    return this.began === undefined ? undefined : { began: this.began, ended: this.ended ?? performance.now() }
  }

  /** The project with the index that DVC reads there. */
  async read(project: Project): Promise<Project> {
    const { stages, edges, metrics, plots, artifacts } = await (await this.survey).project
    return withIndex(project, { ...project.index, stages, edges, metrics, plots, artifacts })
  }

  /** Removes the worktree after DVC has read its commit, or at once where `at` was not called. */
  async close(): Promise<void> {
    this.commit.resolve(undefined)
    await this.gone
  }
}

/**
 * Checks that DVC has nothing to reproduce in a clean checkout of the build. This finds errors that the workspace
 * hides: a dependency or a metric that Git ignores, a file that one stage changed after another one had read it, a
 * cache folder inside a dependency.
 * @throws {ProjectError} a stage would have to run again
 */
export async function proveRepeatable(
  project: Project,
  made: MadeCommit | undefined,
  clean: CleanCheckout,
): Promise<void> {
  const { run, git } = project
  await run.step(
    'clean checkout',
    async (outcome) => {
      const survey = await clean.survey
      const [index, status] = await Promise.all([survey.project, survey.status])
      // A validation leaves stages as they are that a rollback on the base made stale.
      const held = new Set(run.report.stages.filter((stage) => stage.held).map(({ name }) => name))
      const scope = new Set(project.stages.map(({ name }) => name).filter((name) => !held.has(name)))
      const stale = verdicts(index, status, () => true).filter(
        ({ name, verdict, causes }) =>
          scope.has(name) &&
          (verdict === 'stale' || (verdict === 'frozen' && causes.some(({ kind }) => kind === 'data'))),
      )
      if (stale.length === 0) {
        outcome.message = 'dvc repro has nothing to run'
        return
      }
      const changed = (await git.uncommitted())
        .filter(({ path, untracked }) => !untracked && made?.changed.includes(path) !== true && isInput(project, path))
        .map(({ path }) => path)
      const commit = made?.sha ?? run.report.source.sha
      const ends = (
        await Promise.all(stale.map((stage) => lineEndsOf(project, index, stage, committedFiles(project, commit))))
      ).flat()
      if (ends.length > 0 && stale.every(({ causes }) => areLineEnds(causes, ends) || causes.every(isUpstream)))
        throw new ProjectError(
          'build-not-reproducible',
          `the build is not reproducible: in a clean checkout of it, ${lineEndsMessage(ends)}.`,
          {
            key: '.gitattributes',
            remedy: `At the top of the repository: \`${lineEndsFix(project, ends)}\`. ${rejectionNote(run.report.remote.pushed)}`,
          },
        )
      const why = stale
        .map(({ name, causes }) => `${name} (${causes.map(({ message }) => message).join('; ')})`)
        .join(', ')
      throw new ProjectError(
        'build-not-reproducible',
        `the build is not reproducible: in a clean checkout of it, dvc repro would run ${why}.`,
        {
          key: 'dvc.lock',
          remedy: `${
            changed.length > 0
              ? `${changed.join(', ')} changed while stages ran, and a stage reads ${changed.length === 1 ? 'it' : 'them'}. Do not edit the workspace during a build, and declare each file that one stage writes for another one.`
              : `${outdatedJobs(project, stale)}A stage must read only files that Git or DVC tracks: track the file, declare it as an output of the stage that writes it, or exclude it in .dvcignore.`
          } ${rejectionNote(project.run.report.remote.pushed)}`,
        },
      )
    },
    clean.reading,
  )
}

/**
 * The remedy where a job of another machine read an output before its job ran again; empty where none may have.
 * @param stale the stages that DVC would run
 */
function outdatedJobs(project: Project, stale: readonly StageReport[]): string {
  const { index, madeBy } = project
  const isOfOther = (name: string, path: string) =>
    index.stages.some(
      (owner) =>
        madeBy?.has(owner.name) &&
        madeBy.get(owner.name) !== madeBy.get(name) &&
        owner.outs.some((out) => isWithin(path, out.path)),
    )
  const readers = stale
    .filter(({ name, causes }) => causes.some(({ path }) => path !== undefined && isOfOther(name, path)))
    .map(({ name }) => name)
  const again = repeatJobs(project, readers)
  return again === undefined
    ? ''
    : `A job may have run again after ${readers.join(', ')} had read its output. ${again} Else, a fix of the project: `
}

function isUpstream({ kind }: Cause): boolean {
  return kind === 'upstream'
}
