import type { VerifyResult } from '../../dvc/dvc.js'
import { reasonOf } from '../../dvc/dvc-errors.js'
import type { CommandResult } from '../../dvc/engine.js'
import type { AlteredOutput } from '../../dvc/engine-protocol.js'
import { OutsideError, ProjectError } from '../../errors/errors.js'
import { isWithin } from '../../pipeline/project.js'
import type { Span } from '../../run/run.js'
import { shellWord } from '../../text/shell-word.js'
import { count } from '../../text/words.js'
import type { Project } from '../project/project.js'
import type { PlannedData } from './planned-data.js'
import { requireFolder } from './require-folder.js'
import { askQuestion, askRemote, missingObject, noticeUnpushed, objectPath, reportRemote } from './verify-remote.js'
import { outputRemotes } from './versioned-remote.js'

/**
 * Proves before the training that this machine can write to the remotes of the build.
 * @throws {OutsideError} it cannot, or a remote is a folder that this machine does not have
 */
export async function requireWritableRemote(project: Project): Promise<void> {
  await project.run.step('check remote access', async (outcome) => {
    const names = await probeRemotes(project)
    outcome.message = names.length === 0 ? 'no output is pushed' : names.map((name) => `'${name}'`).join(', ')
  })
}

/** Writes to every remote that outputs are pushed to. @returns their names @throws {OutsideError} a write failed */
async function probeRemotes(project: Project): Promise<string[]> {
  const { dvc, index } = project
  const names = outputRemotes(project)
  for (const name of names.filter((each) => each in index.remotes)) {
    const url = index.remotes[name]?.url ?? ''
    await requireFolder(
      name,
      url,
      `Use a remote that all machines reach. For a new one, create the folder with \`mkdir -p ${shellWord(url)}\`.`,
    )
    await dvc.probe(name)
  }
  return names
}

/** Verifies the outputs in the remote by the hash of every object. Drops DVC's index of the remote too. */
export async function askOutputs(project: Project, stages?: readonly string[]): Promise<AskedRemote> {
  const began = performance.now()
  const result = await askQuestion(project, {
    mode: 'full',
    download: true,
    forget: true,
    ...(stages ? { stages } : {}),
  })
  return { result, began, ended: performance.now() }
}

/** An answer of the remote, with the time that it took. */
export interface AskedRemote extends Span {
  result: VerifyResult
}

export interface PushOptions {
  /** Stages whose outputs are pushed; default: all. */
  stages?: readonly string[]
  /** The answer of `askOutputs` after the last stage; default: the remote is asked now. */
  asked?: AskedRemote | undefined
  /** Waits for readers of the workspace. */
  beforePush?: () => Promise<void>
}

/**
 * Pushes the outputs of a build, and verifies all objects in the remote. The remote may have had an altered object
 * under the hash of an output before, so that object is hashed too.
 * @throws {ProjectError} the remote lacks an object that this build cannot push
 */
export async function pushData(project: Project, { stages, asked, beforePush }: PushOptions = {}): Promise<void> {
  const { run, dvc } = project
  const before = await run.step(
    'push',
    async (outcome) => {
      const early = run.report.remote.pushed
      const { result: before } = asked ?? (await askOutputs(project, stages))
      await reportRemote(project, before)
      if (before.bad.length === 0) {
        outcome.message =
          early === 0 ? 'the remote has all objects already' : `${count(early, 'object')} pushed while stages ran`
        return before
      }
      // `dvc plots` and `dvc push` must not write DVC's data index at the same time.
      await beforePush?.()
      const result = await dvc.run(['push', ...(stages ? ['--', ...stages] : [])])
      if (result.code !== 0) await explainFailedPush(project, before, result)
      run.report.remote.pushed += before.bad.length
      outcome.message = `${before.bad.length} of ${before.objects} objects were not in the remote${early === 0 ? '' : `, ${early} pushed while stages ran`}`
      return before
    },
    asked,
  )
  await proveData(project, stages, before)
}

/**
 * Finds the reason of a failed push: DVC only logs it. The objects that the remote lacks are uploaded one by one, which
 * fails with the answer of the remote or does the work of the push.
 * @throws {ProjectError} the remote has an altered object
 * @throws {OutsideError} the remote rejects an upload, or DVC failed for another reason
 */
async function explainFailedPush(project: Project, before: VerifyResult, result: CommandResult): Promise<void> {
  const { dvc } = project
  const lost = before.bad.filter(({ reason }) => reason === 'missing').map(({ hash }) => hash)
  const sent = lost.length === 0 ? [] : await dvc.send(lost)
  const { bad } = await dvc.verify('full', { only: before.bad.map(({ hash }) => hash) })
  rejectMissing(
    project,
    bad.filter(({ reason }) => reason !== 'missing'),
  )
  if (bad.length === 0 && sent.length > 0) return
  throw new OutsideError('dvc-push-failed', `dvc push failed with code ${result.code}: ${reasonOf(result.stderr)}`, {
    key: 'remote',
    remedy: 'Check that this machine can write to the remote, and the free space there. Nothing was committed.',
  })
}

/**
 * Verifies all objects in the remote by hash.
 * @param stages whose outputs are verified; default: all
 * @param before an earlier answer: only its missing and altered objects are verified again
 * @throws {ProjectError} the remote lacks an object that this machine cannot push
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
    rejectMissing(project, bad)
    run.report.remote.missing = []
    outcome.message = `all ${result.objects} objects are in '${result.remote ?? ''}', ${run.report.remote.verified} verified`
  })
}

/** Verifies the missing and altered objects of an answer again. @returns the whole answer */
async function askAgain(project: Project, before: VerifyResult): Promise<VerifyResult> {
  if (before.bad.length === 0) return before
  const again = await project.dvc.verify('full', { only: before.bad.map(({ hash }) => hash) })
  const result = {
    ...before,
    verified: before.asked - again.bad.length,
    bytes: before.bytes + again.bytes,
    bad: again.bad,
  }
  await reportRemote(project, result)
  return result
}

/**
 * Uploads local objects that a push left out, and verifies them.
 * @returns the objects that are still missing or altered
 */
async function sendLost({ dvc, run }: Project, bad: VerifyResult['bad']): Promise<VerifyResult['bad']> {
  const lost = bad.filter(({ reason }) => reason === 'missing').map(({ hash }) => hash)
  const sent = lost.length === 0 ? [] : await dvc.send(lost)
  if (sent.length === 0) return bad
  run.host.info(
    `Uploaded ${count(sent.length, 'object')} of a directory one by one: DVC had assumed that the remote has the whole directory.`,
  )
  return [...bad.filter(({ hash }) => !sent.includes(hash)), ...(await dvc.verify('full', { only: sent })).bad]
}

/**
 * The number of objects that a push would upload.
 * @throws {ProjectError} the remote lacks an object that a push cannot upload
 */
export async function wouldPush(project: Project): Promise<number> {
  const result = await project.dvc.verify('sizes')
  const here = await project.dvc.uncached()
  noticeUnpushed(project, result)
  rejectMissing(
    project,
    result.bad.filter(({ reason, hash }) => reason !== 'missing' || hash in here),
  )
  return result.bad.length
}

/**
 * Hashes every input of the build. Downloads were verified, but DVC trusts the cache and the workspace of a machine
 * that other jobs have used.
 * @throws {ProjectError} an input differs from its hash in the commit
 */
export async function requireTrueInputs(
  project: Project,
  plan: Pick<PlannedData, 'pull'>,
  asked?: Promise<AlteredOutput[] | undefined>,
): Promise<void> {
  if (plan.pull.length === 0) return
  await project.run.step('inputs', async (outcome) => {
    await requireTrueData(project, plan.pull, asked)
    outcome.message = `${plan.pull.join(', ')}: verified by hash`
  })
}

/** As requireTrueInputs, for some names, or for some of their outputs (`paths`), and without a step. */
export async function requireTrueData(
  project: Project,
  names: readonly string[],
  asked?: Promise<AlteredOutput[] | undefined>,
  paths?: readonly string[],
): Promise<void> {
  const altered = (await asked) ?? (await project.dvc.altered(names, paths))
  if (altered.length === 0) return
  throw new ProjectError(
    'data-altered',
    altered
      .map(
        ({ path, hash, actual }) =>
          `${path} is altered on this machine: its hash is ${actual}, in the commit it is ${hash}.`,
      )
      .join(' '),
    {
      key: 'inputs',
      value: altered.map(({ path }) => path).join(', '),
      remedy: `Remove ${altered.map(({ path, hash }) => `${path} and its cached object (${objectPath(hash)} in the folder that \`dvc cache dir\` prints)`).join(', ')}, then run this again. Nothing was built.`,
    },
  )
}

/**
 * Rejects a build whose inputs the remote lacks, without pulling them.
 * @throws {ProjectError} with the objects
 */
export async function requireRemoteHas(project: Project, plan: Pick<PlannedData, 'pull'>): Promise<void> {
  if (plan.pull.length === 0) return
  await project.run.step('inputs', async (outcome) => {
    rejectMissing(project, (await askRemote(project, 'sizes', false, plan.pull)).bad)
    outcome.message = `the remote has ${plan.pull.join(', ')}`
  })
}

/**
 * Rejects a partial build before the training where the remote lacks data that the build will not make.
 * @throws {ProjectError} with the objects
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
    rejectMissing(
      project,
      result.bad.filter(
        ({ paths, reason, hash }) =>
          (reason !== 'missing' || hash in uncached) && paths.some((path) => kept.some((out) => isWithin(path, out))),
      ),
    )
    outcome.message = 'the remote has the data that this build does not make'
  })
}

/** @throws {ProjectError} there are missing or altered objects in the remote; it names them */
export function rejectMissing(project: Project, bad: VerifyResult['bad']): void {
  const { run } = project
  if (bad.length === 0) return
  run.report.remote.missing = bad.map((each) => missingObject(project, each))
  throw new ProjectError(
    'remote-data-missing',
    `the remote lacks data of this build: ${run.report.remote.missing.map(({ message }) => message).join(' ')}`,
    { key: 'remote', remedy: 'Nothing was committed.' },
  )
}
