import { stat } from 'node:fs/promises'
import type { VerifyResult } from '../../dvc/dvc.js'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { AlteredOutput } from '../../dvc/engine-protocol.js'
import { OutsideError, ProjectError } from '../../errors/errors.js'
import { isWithin } from '../../pipeline/project.js'
import type { Project } from '../project/project.js'
import type { PlannedData } from './planned-data.js'
import { askQuestion, askRemote, missingObject, noticeUnpushed, tellRemote } from './verify-remote.js'

/**
 * Proves before the training that the remote takes what the build will push.
 * @throws {OutsideError} it does not, or it is a folder that this machine does not have
 */
export async function requireWritableRemote(project: Project): Promise<void> {
  await project.run.step('check remote access', async (outcome) => {
    const names = await probeRemotes(project)
    outcome.message = names.length === 0 ? 'nothing goes to a remote' : names.map((name) => `'${name}'`).join(', ')
  })
}

/** Writes to every remote that outputs go to. @returns their names @throws {OutsideError} one does not take it */
async function probeRemotes({ run, dvc, index }: Project): Promise<string[]> {
  const names = new Set(
    index.stages.flatMap((stage) =>
      stage.outs
        .filter(({ cache, push }) => cache && push)
        .map(({ remote }) => remote ?? run.settings.remote ?? index.defaultRemote ?? ''),
    ),
  )
  for (const name of [...names].filter((each) => each in index.remotes).sort()) {
    await requireFolder(name, index.remotes[name]?.url ?? '')
    await dvc.probe(name)
  }
  return [...names]
}

/** DVC would make the folder of a remote where a machine lacks the disk or share that it is on, and nobody else would ever see the data. */
async function requireFolder(name: string, url: string): Promise<void> {
  if (url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return
  const found = await stat(url).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new OutsideError(
    'remote-folder-missing',
    `the DVC remote '${name}' is the folder ${url}, which ${found ? 'is a file' : 'this machine does not have'}.`,
    {
      key: 'remote',
      value: url,
      remedy: `Use a remote that this machine and the others reach, or make the folder (\`mkdir -p ${url}\`) if it is a new one.`,
    },
  )
}

/** What the remote has of the working directory's outputs, by the hash of every object. DVC's own memory of the remote is dropped with it. */
export function askOutputs(project: Project, stages?: readonly string[]): Promise<VerifyResult> {
  return askQuestion(project, { mode: 'full', download: true, forget: true, ...(stages ? { stages } : {}) })
}

export interface PushOptions {
  /** Stages whose outputs are pushed; default: all. */
  stages?: readonly string[]
  /** The answer of `askOutputs` once the outputs were made; default: asked now. */
  asked?: VerifyResult | undefined
  /** Waits for readers of the workspace. */
  beforePush?: () => Promise<void>
}

/**
 * Pushes the outputs of a build, and proves that the remote has everything, whole: an altered object that was there before would be taken for an
 * output of this build, so it is hashed as well.
 * @throws {ProjectError} the remote lacks an object that this build cannot give it
 */
export async function pushData(project: Project, { stages, asked, beforePush }: PushOptions = {}): Promise<void> {
  const { run, dvc } = project
  const before = await run.step('push', async (outcome) => {
    const early = run.report.remote.pushed
    const before = asked ?? (await askOutputs(project, stages))
    await tellRemote(project, before)
    if (before.bad.length === 0) {
      outcome.message = early === 0 ? 'the remote has everything already' : `${early} objects came while stages ran`
      return before
    }
    // `dvc plots` may be making the index of the project's data that `dvc push` makes too.
    await beforePush?.()
    const result = await dvc.run(['push', ...(stages ? ['--', ...stages] : [])])
    if (result.code !== 0) {
      throw new OutsideError(
        'dvc-push-failed',
        `dvc push failed with code ${result.code}: ${reasonOf(result.stderr)}`,
        {
          key: 'remote',
          remedy: 'Check that the remote can be written to from here, and its space. Nothing was committed.',
        },
      )
    }
    run.report.remote.pushed += before.bad.length
    outcome.message = `${before.bad.length} of ${before.objects} objects were not in the remote${early === 0 ? '' : `, ${early} came while stages ran`}`
    return before
  })
  await proveData(project, stages, before)
}

/**
 * Proves that the remote has everything, whole, by the hash of every object.
 * @param stages whose outputs are meant; those of all without it
 * @param before what is known already: only what was not whole is asked for again
 * @throws {ProjectError} the remote lacks something that this machine cannot give it
 */
export async function proveData(project: Project, stages?: readonly string[], before?: VerifyResult): Promise<void> {
  const { run } = project
  await run.step('verify', async (outcome) => {
    const result =
      before === undefined ? await askRemote(project, 'full', true, stages) : await askAgain(project, before)
    const bad = await sendLost(project, result.bad)
    run.report.remote.pushed = Math.max(0, run.report.remote.pushed - bad.length)
    run.report.remote.verified += result.bad.length - bad.length
    noticeUnpushed(project, result)
    refuseLacking(project, bad)
    run.report.remote.missing = []
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ''}', ${run.report.remote.verified} checked`
  })
}

/** The same question for what was not whole, as part of the answer for everything. */
async function askAgain(project: Project, before: VerifyResult): Promise<VerifyResult> {
  if (before.bad.length === 0) return before
  const again = await project.dvc.verify('full', { only: before.bad.map(({ hash }) => hash) })
  const result = {
    ...before,
    verified: before.asked - again.bad.length,
    bytes: before.bytes + again.bytes,
    bad: again.bad,
  }
  await tellRemote(project, result)
  return result
}

/** Brings what a push left out, though it is here, and asks again. @returns what is still not whole */
async function sendLost({ dvc, run }: Project, bad: VerifyResult['bad']): Promise<VerifyResult['bad']> {
  const lost = bad.filter(({ reason }) => reason === 'missing').map(({ hash }) => hash)
  const sent = lost.length === 0 ? [] : await dvc.send(lost)
  if (sent.length === 0) return bad
  run.host.info(
    `${sent.length === 1 ? 'One object' : `${sent.length} objects`} of a directory that the remote was thought to have whole, sent one by one.`,
  )
  return [...bad.filter(({ hash }) => !sent.includes(hash)), ...(await dvc.verify('full', { only: sent })).bad]
}

/**
 * How many objects a push would bring to the remote.
 * @throws {ProjectError} the remote lacks something that a push cannot give it
 */
export async function wouldPush(project: Project): Promise<number> {
  const result = await project.dvc.verify('sizes')
  const here = await project.dvc.uncached()
  noticeUnpushed(project, result)
  refuseLacking(
    project,
    result.bad.filter(({ reason, hash }) => reason !== 'missing' || hash in here),
  )
  return result.bad.length
}

/**
 * Reads every byte of what the build starts from. What came from the remote was checked on its way, but DVC believes what it finds in the
 * cache and the workspace of a machine that others have used.
 * @throws {ProjectError} something is not what the commit says
 */
export async function requireTrueInputs(
  project: Project,
  plan: Pick<PlannedData, 'pull'>,
  asked?: Promise<AlteredOutput[] | undefined>,
): Promise<void> {
  if (plan.pull.length === 0) return
  await project.run.step('inputs', async (outcome) => {
    await requireTrueData(project, plan.pull, asked)
    outcome.message = `${plan.pull.join(', ')}: what the commit says, to the byte`
  })
}

/** As requireTrueInputs, of some, without a step of its own. */
export async function requireTrueData(
  project: Project,
  names: readonly string[],
  asked?: Promise<AlteredOutput[] | undefined>,
): Promise<void> {
  const altered = (await asked) ?? (await project.dvc.altered(names))
  if (altered.length === 0) return
  throw new ProjectError(
    'data-altered',
    altered
      .map(
        ({ path, hash, actual }) =>
          `${path} is altered on this machine: its content hashes to ${actual}, and the commit says ${hash}.`,
      )
      .join(' '),
    {
      key: 'inputs',
      value: altered.map(({ path }) => path).join(', '),
      remedy: `Remove ${altered.map(({ path, hash }) => `${path} and its cached object (files/md5/${hash.slice(0, 2)}/${hash.slice(2)} in the folder that \`dvc cache dir\` prints)`).join(', ')}, then run this again. Nothing was built.`,
    },
  )
}

/**
 * Refuses a build that starts from what the remote does not have, without pulling it.
 * @throws {ProjectError} naming the objects
 */
export async function requireRemoteHas(project: Project, plan: Pick<PlannedData, 'pull'>): Promise<void> {
  if (plan.pull.length === 0) return
  await project.run.step('inputs', async (outcome) => {
    refuseLacking(project, (await askRemote(project, 'sizes', false, plan.pull)).bad)
    outcome.message = `the remote has ${plan.pull.join(', ')}`
  })
}

/**
 * Refuses a partial build where the remote lacks what the build will not make, so that nobody trains for nothing.
 * @throws {ProjectError} naming the objects
 */
export async function requireKept(project: Project, plan: Pick<PlannedData, 'mayRun'>): Promise<void> {
  await project.run.step('verify', async (outcome) => {
    const kept = project.index.stages
      .filter(({ name }) => !plan.mayRun.has(name))
      .flatMap(({ outs }) => outs.map(({ path }) => path))
    const [result, uncached] = await Promise.all([
      project.dvc.verify('sizes', { download: false }),
      project.dvc.uncached(),
    ])
    refuseLacking(
      project,
      result.bad.filter(
        ({ paths, reason, hash }) =>
          (reason !== 'missing' || hash in uncached) && paths.some((path) => kept.some((out) => isWithin(path, out))),
      ),
    )
    outcome.message = 'the remote has what this build leaves as it is'
  })
}

function refuseLacking(project: Project, bad: VerifyResult['bad']): void {
  const { run } = project
  if (bad.length === 0) return
  run.report.remote.missing = bad.map((each) => missingObject(project, each))
  throw new ProjectError(
    'remote-data-missing',
    `the remote does not have what this build needs: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`,
    { key: 'remote', remedy: 'Nothing was committed.' },
  )
}
