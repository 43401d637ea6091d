import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fanOut, isFanOutRefusal, type FanOutJob } from '../pipeline/fan-out.js'
import { writePlan, type FanOutPlan } from '../pipeline/fan-out-plan.js'
import { ProjectError, SetupError } from '../run/errors.js'
import type { Run } from '../run/run.js'
import { forcedStages, planBuild, type BuildPlan } from './build-plan.js'
import { prepare, type Context } from './context.js'
import { placementsOf, runId } from './fan-out.js'
import { modelToRegister } from './official-version.js'
import { preflight, type Ending } from './preflight.js'
import { requireKept, requireRemoteHas, requireWritableRemote } from './push-data.js'

/**
 * Decides how an official build is spread over machines, and refuses what a rebuild would refuse before any of them is started. It changes nothing anywhere
 * and pulls nothing.
 * @throws {SetupError} changes that are in no commit, a machine that cannot be read
 * @throws {ProjectError} we may not push, the remote lacks what the build starts from, the stages cannot be spread
 */
export async function plan(run: Run): Promise<Ending> {
  const context = await prepare(run)
  try {
    run.report.fanout = { jobs: [] }
    if (!context.stages.some(({ kind }) => kind === 'stage')) return { conclusion: 'success', message: 'There is no pipeline to build: the project has .dvc files only.' }
    forcedStages(context)
    modelToRegister(context)
    const found = await preflight(context)
    if ('conclusion' in found) return found
    await requireWritableRemote(context)
    const build = await planBuild(context, new Set())
    if (build.mayRun.size === 0) return { conclusion: 'success', message: 'There is nothing to build: nothing has changed, and nothing is forced.' }
    await requireRemoteHas(context, build)
    if (!build.whole) await requireKept(context, build)
    return await spread(context, build)
  } finally {
    await context.dvc.close()
  }
}

async function spread(context: Context, { mayRun }: BuildPlan): Promise<Ending> {
  const { run, graph } = context
  const { force } = run.settings.rebuild
  return run.step('spread', async (outcome) => {
    const { runsOn: labels } = run.settings.fanOut
    const [only] = labels
    const fallback = { runsOn: labels.length === 1 && only !== undefined ? only : labels }
    const jobs = fanOut({ graph, mayRun, fallback, placements: placementsOf(context, fallback), seconds: await knownSeconds(context) })
    if (isFanOutRefusal(jobs)) throw new ProjectError(`the stages cannot be spread over machines: ${jobs.reason}`, { key: 'meta.dvc-ci', remedy: jobs.remedy })
    const id = runId(context)
    const handed: FanOutPlan = {
      schema: 1, sha: run.report.source.sha, ...(id === undefined ? {} : { run: id }), directory: context.inGit('.'),
      force: force.kind === 'stages' ? force.stages : force.kind, jobs: jobs.map(({ id: name, level, stages }) => ({ id: name, level, stages })),
    }
    const text = writePlan(handed)
    if (text === undefined) throw new SetupError(`the names of the ${mayRun.size} stages are too long to hand on to other jobs.`, { key: 'plan', remedy: 'Shorten the names of the stages, or build with `mode: rebuild`.' })
    const levels = Math.max(...jobs.map(({ level }) => level))
    run.report.fanout = { plan: text, jobs: jobs.map(reported) }
    outcome.message = jobs.map(({ id: name, stages }) => `${name}: ${stages.join(', ')}`).join('; ')
    return { conclusion: 'success', message: `${mayRun.size} ${mayRun.size === 1 ? 'stage' : 'stages'} on ${jobs.length} ${jobs.length === 1 ? 'machine' : 'machines'}, ${levels} ${levels === 1 ? 'level' : 'levels'}.` }
  })
}

/** Seconds that stages took when they last ran in this checkout, which the engine keeps beside the cache; none where they never did. */
async function knownSeconds({ scratch }: Context): Promise<Map<string, number>> {
  try {
    const told: unknown = JSON.parse(await readFile(join(scratch, 'seconds.json'), 'utf8'))
    return new Map(Object.entries(told ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0))
  } catch {
    return new Map()
  }
}

function reported({ id, level, stages, placement: { runsOn, container } }: FanOutJob) {
  return { id, level, stages, runs_on: runsOn, ...(container === undefined ? {} : { container }) }
}
