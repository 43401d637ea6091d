import type { VerifyMode, VerifyResult } from '../dvc/dvc.js'
import type { MissingObject, RemoteReport } from '../report/report.js'
import { OutsideError } from '../run/errors.js'
import type { Context } from './context.js'

/** Asks the remote for everything that the commit needs and puts the answer into the report. */
export async function verifyRemote(context: Context, mode: VerifyMode, download: boolean): Promise<VerifyResult> {
  return context.run.step('verify', async (outcome) => {
    const result = await askRemote(context, mode, download)
    const { missing } = context.run.report.remote
    const note = result.unpushed.length > 0 ? `; never in the remote (push: false): ${result.unpushed.join(', ')}` : ''
    outcome.message = missing.length === 0
      ? `all ${result.objects} objects are in '${result.remote ?? ''}'${note}`
      : `${missing.length} of ${result.objects} objects are not whole in the remote${note}`
    if (missing.length > 0) outcome.conclusion = 'failure'
    for (const path of result.unpushed) {
      context.run.report.lint.push({ rule: 'not-pushed', path: context.inGit(path), severity: 'notice', message: `${path} is declared push: false: nobody else can fetch it.` })
    }
    return result
  })
}

/** As verifyRemote, without a step of its own. */
export async function askRemote(context: Context, mode: VerifyMode, download = true): Promise<VerifyResult> {
  const result = await context.dvc.verify(mode, { download })
  if (result.objects > 0 && result.bad.length === result.objects && result.bad.every(({ reason }) => reason === 'missing')) await refuseAbsentFolder(context, result)
  const { pushed } = context.run.report.remote
  context.run.report.remote = remoteReport(result, pushed)
  return result
}

function remoteReport(result: VerifyResult, pushed: number): RemoteReport {
  return { name: result.remote ?? '', objects: result.objects, pushed, verified: result.verified, missing: result.bad.map(missingObject).sort(byPath) }
}

function byPath(a: MissingObject, b: MissingObject): number {
  const [first = '', second = ''] = [a.paths[0], b.paths[0]]
  return first < second ? -1 : first > second ? 1 : 0
}

/** One object as the report and its findings tell about it. */
export function missingObject(bad: VerifyResult['bad'][number]): MissingObject {
  const paths = bad.paths.join(', ')
  const what = bad.reason === 'missing'
    ? `${paths}: the object ${bad.hash} is not in the remote '${bad.remote}'. Run \`dvc push\` where it was made.`
    : `${paths}: the object ${bad.hash} in the remote '${bad.remote}' is ${bad.reason}${bad.detail ? ` (${bad.detail})` : ''}. Delete it there and run \`dvc push\` where it was made.`
  return { hash: bad.hash, paths: bad.paths, remote: bad.remote, reason: bad.reason, message: what }
}

/** A local-folder remote that does not exist at all is out of reach, not empty: nobody pushes to a folder that another machine has. */
async function refuseAbsentFolder({ project }: Context, { remote }: VerifyResult): Promise<void> {
  const url = project.remotes[remote ?? '']?.url ?? ''
  if (url === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return
  const { stat } = await import('node:fs/promises')
  const found = await stat(url).then((info) => info.isDirectory(), () => false)
  if (!found) {
    throw new OutsideError(`the DVC remote '${remote ?? ''}' is the folder ${url}, which this machine does not have.`, {
      key: 'remote', value: url, remedy: 'Use a remote that this machine can reach, name it with `remote`, or run `dvc push` if nobody ever pushed.',
    })
  }
}

/**
 * Pulls the given targets (everything without them) and checks every byte that arrives. What the remote lacks is in the report
 * from `verify`; what arrives altered is found here and added to it.
 * @throws {OutsideError} DVC could not pull for a reason of its own
 */
export async function strictPull(context: Context, targets?: readonly string[]): Promise<void> {
  const { run, dvc } = context
  await run.step('pull', async (outcome) => {
    if (targets?.length === 0) {
      outcome.message = 'nothing is needed'
      return
    }
    const jobs = run.settings.jobs === undefined ? [] : ['--jobs', String(run.settings.jobs)]
    const result = await dvc.run(['pull', ...jobs, ...(targets ? ['--', ...targets] : [])])
    if (result.code === 0) {
      outcome.message = targets ? targets.join(', ') : 'everything'
      return
    }
    const lacking = Object.keys(await dvc.uncached())
    const known = new Set(run.report.remote.missing.map(({ hash }) => hash))
    const unexplained = lacking.filter((hash) => !known.has(hash))
    if (unexplained.length > 0) {
      const { bad } = await dvc.verify('full', { only: unexplained })
      run.report.remote.missing.push(...bad.map(missingObject))
      run.report.remote.missing.sort(byPath)
    }
    if (run.report.remote.missing.length === 0) {
      throw new OutsideError(`dvc pull failed with code ${result.code}: ${lastLine(result.stderr)}`, { key: 'remote', remedy: 'Check that the remote can be read from here, and the credentials.' })
    }
    outcome.conclusion = 'failure'
    outcome.message = `${run.report.remote.missing.length} objects could not be had`
  })
}

/** The last line that says something: where DVC puts its reason. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
