import type { Survey } from '../dvc/dvc.js'
import type { MadeCommit } from '../git/commit.js'
import { verdicts } from '../pipeline/verdicts.js'
import type { Aside } from '../run/aside.js'
import { ProjectError } from '../run/errors.js'
import { inBackground, type Context } from './context.js'
import { untouched } from './early-push.js'
import { isInput } from './inputs.js'

/**
 * Checks the commit of a build (its source where nothing differs) out beside this checkout, and asks DVC there.
 * @returns what it says, and when the worktree is gone again, for which `settle` waits too
 */
export function lookAfresh(context: Context, made: MadeCommit | undefined, aside: Aside): { fresh: Promise<Survey>; gone: Promise<void> } {
  const { git, run, dvc } = context
  let gone: Promise<void> = Promise.resolve()
  const fresh = new Promise<Survey>((resolve, reject) => {
    gone = git.withWorktree(made?.sha ?? run.report.source.sha, aside.scratch('clone'), async (directory) => {
      const survey = dvc.survey(git.prefix === '' ? directory : `${directory}/${git.prefix}`)
      resolve(survey)
      // Who waits for them hears what they throw.
      await Promise.allSettled([survey.project, survey.status])
    }).catch(reject)
  })
  fresh.catch(() => undefined)
  inBackground(context, gone)
  return { fresh, gone }
}

/**
 * Proves that a stranger's fresh clone of the build has nothing to reproduce. That finds what this checkout cannot see: a dependency or a metric that Git ignores, a file that a stage changed after
 * another one had read it, a cache folder inside a dependency.
 * @throws {ProjectError} a stage would have to run again
 */
export async function proveRepeatable(context: Context, made: MadeCommit | undefined, looked: Promise<Survey>): Promise<void> {
  const { run, git } = context
  await run.step('fresh clone', async (outcome) => {
    const survey = await looked
    const [project, status] = await Promise.all([survey.project, survey.status])
    const scope = new Set(context.stages.map(({ name }) => name))
    const stale = verdicts(project, status, () => true).filter(({ name, verdict, causes }) => scope.has(name) && (verdict === 'stale' || (verdict === 'frozen' && causes.some(({ kind }) => kind === 'data'))))
    if (stale.length === 0) {
      outcome.message = 'it has nothing to reproduce'
      return
    }
    const changed = (await git.uncommitted()).filter(({ path, untracked }) => !untracked && made?.changed.includes(path) !== true && isInput(context, path)).map(({ path }) => path)
    const why = stale.map(({ name, causes }) => `${name} (${causes.map(({ message }) => message).join('; ')})`).join(', ')
    throw new ProjectError(`this build cannot be repeated: in a fresh clone of it dvc repro would run ${why}.`, {
      key: 'dvc.lock', remedy: changed.length > 0
        ? `${changed.join(', ')}, which a stage reads and Git tracks, changed while the stages ran: leave the checkout alone meanwhile, and let no stage write what another one reads. ${untouched(context)}`
        : `A stage must read only what Git or DVC tracks: track the file, make it an output of the stage that writes it, or leave it out with .dvcignore. ${untouched(context)}`,
    })
  })
}
