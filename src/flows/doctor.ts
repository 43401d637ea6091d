import { doctorSummary } from '../report/doctor-summary.js'
import type { Run } from '../run/run.js'
import { examineClock } from '../steps/doctor/clock.js'
import { Examinations } from '../steps/doctor/examine.js'
import { examineCheckout, examineServer } from '../steps/doctor/git.js'
import { connectGitHub, examinePulls, examineRunners, examineToken } from '../steps/doctor/github.js'
import { examineCache, examineIdentity, examinePackages, examineSharedCache } from '../steps/doctor/machine.js'
import { examineMlflow } from '../steps/doctor/mlflow.js'
import { examineProject } from '../steps/doctor/project.js'
import { examineDisk, examineRemote, examineWriting } from '../steps/doctor/remote.js'
import type { Project } from '../steps/project/project.js'

/** Seconds for the installation of DVC. */
const INSTALLATION = 600
/** Seconds for all objects of a remote. A remote that sends no byte ends earlier, after `remote-timeout`. */
const LISTING = 600
/** Rows that need DVC. */
const OF_PROJECT = ['packages', 'cache', 'remote: credentials', 'remote: read', 'remote: write', 'disk']

/**
 * Examines everything that a run needs, and goes on after a failure. Each part has a time limit. Changes nothing,
 * except one object that it writes to the remote and removes, and two small files on this machine.
 * @returns one sentence
 * @throws the first error of the worst exit code: 2, then 3, then 1
 */
export async function doctor(run: Run): Promise<string> {
  const parts = new Examinations(run)
  const paths = await parts.ask('Git checkout', () => examineCheckout(run))
  if (paths === undefined) parts.skip('Git server', 'there is no checkout')
  else await parts.ask('Git server', (signal) => examineServer(run, paths, signal))
  const project = paths && (await parts.ask('DVC and project', () => examineProject(run, paths), INSTALLATION))
  try {
    if (project === undefined) for (const name of OF_PROJECT) parts.skip(name, 'DVC could not open the project')
    const found = project && (await examineData(parts, project))
    await parts.ask('clock', (signal) => examineClock(run, found, signal))
    await parts.ask('MLflow', (signal) => examineMlflow(run, project, signal))
    await parts.ask('Actions cache', (signal) => examineSharedCache(run, signal))
    const github = await parts.ask('GitHub', (signal) => connectGitHub(run, signal))
    if (github !== undefined) {
      await parts.ask('GitHub: token', () => examineToken(run, github))
      await parts.ask('GitHub: pull requests', () => examinePulls(run, github))
      await parts.ask('GitHub: runners', () => examineRunners(project?.stages ?? [], github))
    }
  } finally {
    await project?.dvc.close()
  }
  if (parts.failure !== undefined) throw parts.failure
  return doctorSummary(run.report.doctor ?? [])
}

/** The rows of a project's packages, cache and remotes. */
async function examineData(parts: Examinations, project: Project) {
  const found = await parts.ask('packages', (signal) => examinePackages(project, signal))
  if (found === undefined) parts.skip('cache', 'DVC did not answer')
  else await parts.ask('cache', () => Promise.resolve(examineCache(found, project.directory)))
  await parts.ask('remote: credentials', (signal) => examineIdentity(project, signal))
  const remote = await parts.ask('remote: read', () => examineRemote(project), LISTING)
  if (remote === undefined) {
    // A write to a remote that does not exist could create it.
    parts.skip('remote: write', 'the remote does not answer')
  } else await parts.ask('remote: write', () => examineWriting(project), LISTING)
  await parts.ask('disk', () => examineDisk(project))
  return found
}
