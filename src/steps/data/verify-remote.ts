import { stat } from 'node:fs/promises'
import type { VerifyMode, VerifyResult } from '../../dvc/dvc.js'
import { OutsideError } from '../../errors/errors.js'
import type { MissingObject, RemoteReport } from '../../report/report.js'
import { count } from '../../text/words.js'
import { locationOfOutput } from '../project/cause-lines.js'
import { type Project } from '../project/project.js'
import { scopeOf } from '../project/select-stages.js'

/** What a remote is asked for: of these stages and `.dvc` files, or of all that the working directory needs. */
export interface VerifyQuestion {
  mode: VerifyMode
  /** False: no content is read. */
  download: boolean
  stages?: readonly string[]
  /** True: DVC's own memory of the remote is dropped with it, so that the next push asks the remote itself. */
  forget?: boolean
}

/** Asks the remote for what the commit needs, and tells nobody yet. */
export function askQuestion(
  project: Project,
  { mode, download, stages = scopeOf(project), forget = false }: VerifyQuestion,
): Promise<VerifyResult> {
  return project.dvc.verify(mode, { download, forget, ...(stages ? { stages } : {}) })
}

/** Puts what the remote has of the commit into the report. @param asked what it was asked ahead, or is asked now */
export async function verifyRemote(
  project: Project,
  asked: Promise<VerifyResult> | VerifyQuestion,
): Promise<VerifyResult> {
  return project.run.step('verify', async (outcome) => {
    const result = await (asked instanceof Promise ? asked : askQuestion(project, asked))
    await tellRemote(project, result)
    const { missing } = project.run.report.remote
    const note = result.unpushed.length > 0 ? `; never in the remote (push: false): ${result.unpushed.join(', ')}` : ''
    if (missing.length > 0) {
      outcome.conclusion = 'failure'
      outcome.message = `${missing.length} of ${count(result.objects, 'object')} ${missing.length === 1 ? 'is' : 'are'} not whole in the remote${note}`
    } else {
      outcome.message =
        result.objects === 0
          ? `nothing is kept in a remote${note}`
          : `${result.objects === 1 ? 'the one object is' : `all ${result.objects} objects are`} in '${result.remote ?? ''}'${note}`
    }
    noticeUnpushed(project, result)
    return result
  })
}

/**
 * As verifyRemote, without a step of its own.
 * @throws {OutsideError} a remote cannot be reached, or is a folder that this machine does not have
 */
export async function askRemote(
  project: Project,
  mode: VerifyMode,
  download = true,
  stages?: readonly string[],
): Promise<VerifyResult> {
  const result = await askQuestion(project, { mode, download, ...(stages ? { stages } : {}) })
  await tellRemote(project, result)
  return result
}

/**
 * Puts what a remote said of the commit's objects into the report.
 * @throws {OutsideError} a remote is a folder that this machine does not have
 */
export async function tellRemote(project: Project, result: VerifyResult): Promise<void> {
  for (const name of new Set(result.bad.map(({ remote }) => remote))) await refuseAbsentFolder(project, name)
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
  }
}

/** The order of missing objects in the report. */
export function byPath(a: MissingObject, b: MissingObject): number {
  const [first = '', second = ''] = [a.paths[0], b.paths[0]]
  return first < second ? -1 : first > second ? 1 : 0
}

/** One object as the report and its findings tell about it. */
export function missingObject(project: Project, bad: VerifyResult['bad'][number]): MissingObject {
  const paths = bad.paths.join(', ')
  const object = `the object ${bad.hash}`
  const message =
    bad.reason === 'missing'
      ? `${paths}: ${object} is not in the remote '${bad.remote}'. Run \`dvc push\` where it was made.`
      : `${paths}: ${object} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ''}. Delete it there, then run \`dvc push\` where it was made.`
  const place = locationOfOutput(project, bad.paths[0] ?? '')
  return {
    hash: bad.hash,
    paths: bad.paths,
    remote: bad.remote,
    reason: bad.reason,
    message,
    ...(place === undefined ? {} : { file: project.inGit(place.path) }),
    ...(place?.line === undefined ? {} : { line: place.line }),
  }
}

/** A notice for each output that nobody else can fetch, at the stage that declares it so. */
export function noticeUnpushed(project: Project, { unpushed }: Pick<VerifyResult, 'unpushed'>): void {
  for (const path of unpushed) {
    const owner = project.index.stages.find((stage) => stage.outs.some((out) => out.path === path))
    const place = owner === undefined ? { path } : project.lines.ofStage(owner.name, owner.file)
    project.run.report.lint.push({
      rule: 'not-pushed',
      ...place,
      path: project.inGit(place.path),
      severity: 'notice',
      message: `${path} is declared push: false: nobody else can fetch it.`,
    })
  }
}

/** A local-folder remote that does not exist at all is out of reach, not empty: nobody pushes to a folder that another machine has. */
async function refuseAbsentFolder({ index }: Project, name: string): Promise<void> {
  const url = index.remotes[name]?.url ?? ''
  if (url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return
  const found = await stat(url).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new OutsideError(
    'remote-folder-missing',
    `the DVC remote '${name}' is the folder ${url}, which ${found ? 'is a file' : 'this machine does not have'}.`,
    {
      key: 'remote',
      value: url,
      remedy:
        'Use a remote that this machine can reach (`remote` names another one). Where nobody ever pushed, run `dvc push`.',
    },
  )
}
