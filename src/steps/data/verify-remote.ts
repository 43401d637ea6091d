import type { VerifyMode, VerifyResult } from '../../dvc/dvc.js'
import { isWithin } from '../../pipeline/project.js'
import { formatElapsed } from '../../report/numbers.js'
import type { MissingObject, RemoteReport } from '../../report/report.js'
import { movedCommands } from '../../report/shell-remedy.js'
import { folderFromShell } from '../../run/run.js'
import { count } from '../../text/words.js'
import { locationOfOutput } from '../project/cause-lines.js'
import { unlessRefused } from '../project/left-out.js'
import { repeatJobs } from '../project/made-by.js'
import type { Project } from '../project/project.js'
import { scopeOf } from '../project/select-stages.js'
import { requireFolder } from './require-folder.js'

/** A question to the remote about these stages and `.dvc` files, or about all that the working directory needs. */
export interface VerifyQuestion {
  mode: VerifyMode
  /** False: DVC downloads no content. */
  download: boolean
  stages?: readonly string[]
  /** Only these hashes. */
  only?: readonly string[]
  /** True: drops DVC's index of the remote, so that the next push asks the remote. */
  forget?: boolean
  /** True: a later step downloads and hashes every object, so this one need not say which content it did not read. */
  hashedLater?: boolean
}

/** Verifies the data of the commit in the remote, without a change of the report. */
export function askQuestion(
  project: Project,
  { mode, download, stages = scopeOf(project), only, forget = false }: VerifyQuestion,
): Promise<VerifyResult> {
  return project.dvc.verify(mode, { download, forget, ...(stages ? { stages } : {}), ...(only ? { only } : {}) })
}

/** Waits for an answer that may still change: for a push under way. */
export type Patience = (first: VerifyResult) => Promise<{ answer: VerifyResult; waited: number }>

/**
 * Verifies the data of the commit in the remote.
 * @param patience default: the first answer counts
 * @returns undefined where the remote refuses a run for a fork, which has no credential
 */
export async function verifyRemote(
  project: Project,
  question: VerifyQuestion,
  patience: Patience = (answer) => Promise.resolve({ answer, waited: 0 }),
): Promise<{ result: VerifyResult; waited: number } | undefined> {
  return project.run.step('verify', async (outcome) => {
    const first = await unlessRefused(project.run, 'verify', () => askQuestion(project, question), outcome)
    if (first === undefined) return undefined
    const { answer: result, waited } = await patience(first)
    await reportRemote(project, result)
    const { remote } = project.run.report
    const { missing } = remote
    if (result.unread > 0 && question.hashedLater !== true) remote.unread = result.unread
    const note = `${waited > 0 ? `; waited ${formatElapsed(waited)} for a push (validate.wait)` : ''}${result.unpushed.length > 0 ? `; not pushed (push: false): ${result.unpushed.join(', ')}` : ''}`
    if (missing.length > 0) {
      outcome.conclusion = 'failure'
      outcome.message = `${missing.length} of ${count(result.objects, 'object')} ${missing.length === 1 ? 'is' : 'are'} missing or altered in the remote${note}`
    } else {
      outcome.message =
        result.objects === 0
          ? `no data is in a remote${note}`
          : `${result.objects === 1 ? 'the one object is' : `all ${result.objects} objects are`} in '${result.remote ?? ''}'${unreadText(question, remote)}${note}`
    }
    noticeUnpushed(project, result)
    return { result, waited }
  })
}

/** What the answer of a remote does not prove, as a clause. */
function unreadText({ mode }: VerifyQuestion, { unread }: RemoteReport): string {
  if (unread === undefined) return ''
  const shown = mode === 'exists' ? 'only the presence' : 'only the size'
  return `; of ${unread} ${shown} was verified, not the content (\`verify: full\` reads it)`
}

/**
 * As verifyRemote, without a step.
 * @throws {OutsideError} a remote is unreachable, or is a folder that this machine does not have
 */
export async function askRemote(
  project: Project,
  mode: VerifyMode,
  download = true,
  stages?: readonly string[],
): Promise<VerifyResult> {
  const result = await askQuestion(project, { mode, download, ...(stages ? { stages } : {}) })
  await reportRemote(project, result)
  return result
}

/**
 * Puts an answer of the remote into the report.
 * @throws {OutsideError} a remote is a folder that this machine does not have
 */
export async function reportRemote(project: Project, result: VerifyResult): Promise<void> {
  await rejectAbsentFolders(project, result)
  const { pushed } = project.run.report.remote
  project.run.report.remote = remoteReport(project, result, pushed)
}

function remoteReport(project: Project, result: VerifyResult, pushed: number): RemoteReport {
  return {
    name: result.remote ?? '',
    objects: result.objects,
    pushed,
    verified: result.verified,
    missing: result.bad.map((bad) => missingObject(project, bad)).sort(byPath),
    ...(result.empty.length > 0 ? { empty: result.empty } : {}),
  }
}

/** The order of missing objects in the report. */
export function byPath(a: MissingObject, b: MissingObject): number {
  const [first = '', second = ''] = [a.paths[0], b.paths[0]]
  return first < second ? -1 : first > second ? 1 : 0
}

/** An object as it is in the report and in findings. */
export function missingObject(project: Project, bad: VerifyResult['bad'][number]): MissingObject {
  const paths = bad.paths.join(', ')
  const object = `the object ${bad.hash}`
  const again = makeAgain(project, bad.paths)
  const folder = folderObjectOf(project, bad)
  const absent =
    folder === undefined ? '' : `Delete ${objectPath(folder)} there, by which DVC takes its folder for pushed. `
  const message =
    bad.reason === 'missing'
      ? `${paths}: ${object} is not in the remote '${bad.remote}'${bad.detail ? ` (${bad.detail})` : ''}. ${absent}${again}`
      : `${paths}: ${object} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ''}. Delete ${folder === undefined ? 'it' : `it and ${objectPath(folder)}`} there. ${again}`
  const altered = [bad.hash, ...(folder === undefined ? [] : [folder])].map(objectPath).join(' and ')
  const place = locationOfOutput(project, bad.paths[0] ?? '')
  return {
    hash: bad.hash,
    paths: bad.paths,
    remote: bad.remote,
    reason: bad.reason,
    message,
    fix: bad.reason === 'missing' ? `${absent}${again}` : `Delete ${altered} in the remote. ${again}`,
    ...(place === undefined ? {} : { file: project.inGit(place.path) }),
    ...(place?.line === undefined ? {} : { line: place.line }),
  }
}

/** How a user brings an object back. */
function makeAgain(project: Project, paths: readonly string[]): string {
  const isMade = (out: string) => paths.some((path) => isWithin(path, out))
  const owners = project.index.stages.filter(({ outs }) => outs.some(({ path }) => isMade(path)))
  return (
    repeatJobs(
      project,
      owners.map(({ name }) => name),
    ) ?? movedCommands('Run `dvc push` where it was made.', folderFromShell(project.run.settings))
  )
}

/**
 * The hash of the folder that an object is a file of. `dvc push` uploads nothing of a folder whose own object the
 * remote has (dvc_data.hashfile.status).
 */
function folderObjectOf(
  { index }: Project,
  { hash, paths }: Pick<VerifyResult['bad'][number], 'hash' | 'paths'>,
): string | undefined {
  if (hash.endsWith('.dir')) return undefined
  const folder = index.stages
    .flatMap(({ outs }) => outs)
    .find((out) => out.hash?.endsWith('.dir') === true && paths.some((path) => isWithin(path, out.path)))
  return folder?.hash
}

/** Where DVC 3 keeps an object, below the address of a remote or the folder of its cache. */
export function objectPath(hash: string): string {
  return `files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`
}

/** A notice at its stage for each output that other machines cannot download. */
export function noticeUnpushed(project: Project, { unpushed }: Pick<VerifyResult, 'unpushed'>): void {
  for (const path of unpushed) {
    const owner = project.index.stages.find((stage) => stage.outs.some((out) => out.path === path))
    const place = owner === undefined ? { path } : project.lines.ofStage(owner.name, owner.file)
    project.run.report.lint.push({
      rule: 'not-pushed',
      ...place,
      path: project.inGit(place.path),
      severity: 'notice',
      message: `${path} has push: false: other machines cannot download it.`,
    })
  }
}

/** @throws {OutsideError} a remote of a bad object is a folder that this machine does not have */
export async function rejectAbsentFolders({ index }: Project, { bad }: VerifyResult): Promise<void> {
  for (const name of new Set(bad.map(({ remote }) => remote)))
    await requireFolder(
      name,
      index.remotes[name]?.url ?? '',
      'Set `remote` to a remote that this machine can reach. For a new remote, run `dvc push` first.',
    )
}
