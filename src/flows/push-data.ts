import { stat } from 'node:fs/promises'
import type { VerifyResult } from '../dvc/dvc.js'
import { isWithin } from '../pipeline/project.js'
import { OutsideError, ProjectError } from '../run/errors.js'
import type { BuildPlan } from './build-plan.js'
import type { Context } from './context.js'
import { askRemote, lastLine, missingObject, noticeUnpushed } from './remote.js'

/**
 * Proves before the training that the remote takes what the build will push.
 * @throws {OutsideError} it does not, or it is a folder that this machine does not have
 */
export async function requireWritableRemote(context: Context): Promise<void> {
  const { run, dvc, project } = context
  await run.step('can the remote be written', async (outcome) => {
    const names = new Set(project.stages.flatMap((stage) => stage.outs.filter(({ cache, push }) => cache && push).map(({ remote }) => remote ?? run.settings.remote ?? project.defaultRemote ?? '')))
    for (const name of [...names].filter((each) => each in project.remotes).sort()) {
      await requireFolder(name, project.remotes[name]?.url ?? '')
      await dvc.probe(name)
    }
    outcome.message = names.size === 0 ? 'nothing goes to a remote' : [...names].map((name) => `'${name}'`).join(', ')
  })
}

/** DVC would make the folder of a remote where a machine lacks the disk or share that it is on, and nobody else would ever see the data. */
async function requireFolder(name: string, url: string): Promise<void> {
  if (url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return
  const found = await stat(url).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new OutsideError(`the DVC remote '${name}' is the folder ${url}, which ${found ? 'is a file' : 'this machine does not have'}.`, {
    key: 'remote', value: url, remedy: `Use a remote that this machine and the others reach, or make the folder (\`mkdir -p ${url}\`) if it is a new one.`,
  })
}

/**
 * Pushes what the build made to the remote, and proves that the remote has everything, whole: what was there before is hashed as well, since
 * an altered object there would be taken for ours.
 * @param stages whose outputs are meant; those of all without it
 * @throws {ProjectError} the remote lacks something that this build cannot give it
 */
export async function pushData(context: Context, stages?: readonly string[]): Promise<void> {
  const { run, dvc } = context
  await run.step('push', async (outcome) => {
    // DVC remembers what a remote once held and would not ask again.
    const [before] = await Promise.all([askRemote(context, 'sizes', true, stages), dvc.forget()])
    if (before.bad.length === 0) {
      outcome.message = 'the remote has everything already'
      return
    }
    const result = await dvc.run(['push', ...(stages ? ['--', ...stages] : [])])
    if (result.code !== 0) {
      throw new OutsideError(`dvc push failed with code ${result.code}: ${lastLine(result.stderr)}`, { key: 'remote', remedy: 'Check that the remote can be written to from here, and its space. Nothing was committed.' })
    }
    run.report.remote.pushed = before.bad.length
    outcome.message = `${before.bad.length} of ${before.objects} objects were not in the remote`
  })
  await proveData(context, stages)
}

/**
 * Proves that the remote has everything, whole, by the hash of every object.
 * @param stages whose outputs are meant; those of all without it
 * @throws {ProjectError} the remote lacks something that this machine cannot give it
 */
export async function proveData(context: Context, stages?: readonly string[]): Promise<void> {
  const { run } = context
  await run.step('verify', async (outcome) => {
    const result = await askRemote(context, 'full', true, stages)
    const bad = await sendLost(context, result.bad)
    run.report.remote.pushed = Math.max(0, run.report.remote.pushed - bad.length)
    run.report.remote.verified += result.bad.length - bad.length
    noticeUnpushed(context, result)
    refuseLacking(context, bad)
    run.report.remote.missing = []
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ''}', ${run.report.remote.verified} checked`
  })
}

/** Brings what a push left out, though it is here, and asks again. @returns what is still not whole */
async function sendLost({ dvc, run }: Context, bad: VerifyResult['bad']): Promise<VerifyResult['bad']> {
  const lost = bad.filter(({ reason }) => reason === 'missing').map(({ hash }) => hash)
  const sent = lost.length === 0 ? [] : await dvc.send(lost)
  if (sent.length === 0) return bad
  run.host.info(`${sent.length === 1 ? 'One object' : `${sent.length} objects`} of a directory that the remote was thought to have whole, sent one by one.`)
  return [...bad.filter(({ hash }) => !sent.includes(hash)), ...(await dvc.verify('full', { only: sent })).bad]
}

/**
 * How many objects a push would bring to the remote.
 * @throws {ProjectError} the remote lacks something that a push cannot give it
 */
export async function wouldPush(context: Context): Promise<number> {
  const result = await context.dvc.verify('sizes')
  const here = await context.dvc.uncached()
  noticeUnpushed(context, result)
  refuseLacking(context, result.bad.filter(({ reason, hash }) => reason !== 'missing' || hash in here))
  return result.bad.length
}

/**
 * Reads every byte of what the build starts from. What came from the remote was checked on its way, but DVC believes what it finds in the
 * cache and the workspace of a machine that others have used.
 * @throws {ProjectError} something is not what the commit says
 */
export async function requireTrueInputs(context: Context, plan: BuildPlan): Promise<void> {
  if (plan.pull.length === 0) return
  await context.run.step('inputs', async (outcome) => {
    const altered = await context.dvc.altered(plan.pull)
    if (altered.length > 0) {
      throw new ProjectError(altered.map(({ path, hash, actual }) => `${path} is altered on this machine: its content hashes to ${actual}, and the commit says ${hash}.`).join(' '), {
        key: 'inputs', value: altered.map(({ path }) => path).join(', '),
        remedy: `Remove ${altered.map(({ path, hash }) => `${path} and its cached object (files/md5/${hash.slice(0, 2)}/${hash.slice(2)} in the folder that \`dvc cache dir\` prints)`).join(', ')}, then run this again. Nothing was built.`,
      })
    }
    outcome.message = `${plan.pull.join(', ')}: what the commit says, to the byte`
  })
}

/**
 * Refuses a build that starts from what the remote does not have, without pulling it.
 * @throws {ProjectError} naming the objects
 */
export async function requireRemoteHas(context: Context, plan: BuildPlan): Promise<void> {
  if (plan.pull.length === 0) return
  await context.run.step('inputs', async (outcome) => {
    refuseLacking(context, (await askRemote(context, 'sizes', false, plan.pull)).bad)
    outcome.message = `the remote has ${plan.pull.join(', ')}`
  })
}

/**
 * Refuses a partial build where the remote lacks what the build will not make, so that nobody trains for nothing.
 * @throws {ProjectError} naming the objects
 */
export async function requireKept(context: Context, plan: BuildPlan): Promise<void> {
  await context.run.step('verify', async (outcome) => {
    const kept = context.project.stages.filter(({ name }) => !plan.mayRun.has(name)).flatMap(({ outs }) => outs.map(({ path }) => path))
    const [result, uncached] = await Promise.all([context.dvc.verify('sizes', { download: false }), context.dvc.uncached()])
    refuseLacking(context, result.bad.filter(({ paths, reason, hash }) => (reason !== 'missing' || hash in uncached) && paths.some((path) => kept.some((out) => isWithin(path, out)))))
    outcome.message = 'the remote has what this build leaves as it is'
  })
}

function refuseLacking(context: Context, bad: VerifyResult['bad']): void {
  const { run } = context
  if (bad.length === 0) return
  run.report.remote.missing = bad.map((each) => missingObject(context, each))
  throw new ProjectError(`the remote does not have what this build needs: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`, { key: 'remote', remedy: 'Nothing was committed.' })
}
