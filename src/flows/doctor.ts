import { ProjectError } from '../errors/errors.js'
import { doctorSummary } from '../report/doctor-summary.js'
import type { Run } from '../run/run.js'
import { Examinations } from '../steps/doctor/examine.js'
import { examineCheckout, examineServer } from '../steps/doctor/git.js'
import { examineProject } from '../steps/doctor/project.js'
import { examineDisk, examineRemote, examineWriting } from '../steps/doctor/remote.js'
import { examineGitHub, examineMlflow } from '../steps/doctor/services.js'

/**
 * Examines everything that a run needs, and goes on after a failure. Changes nothing, except one object that it writes
 * to the remote and removes.
 * @returns one sentence
 * @throws the error of the first failed part
 */
export async function doctor(run: Run): Promise<string> {
  const parts = new Examinations(run)
  const paths = await parts.ask('Git checkout', () => examineCheckout(run))
  if (paths === undefined) parts.skip('Git server', 'there is no checkout')
  else await parts.ask('Git server', () => examineServer(run, paths))
  const project = paths && (await parts.ask('DVC and project', () => examineProject(run, paths)))
  try {
    if (project === undefined) {
      for (const name of ['remote: read', 'remote: write', 'disk']) parts.skip(name, 'DVC could not open the project')
    } else {
      const remote = await parts.ask('remote: read', () => examineRemote(project))
      if (remote === undefined) {
        // A write to a remote that does not exist could create it.
        for (const name of ['remote: write', 'disk']) parts.skip(name, 'the remote does not answer')
      } else {
        await parts.ask('remote: write', () => examineWriting(project))
        await parts.ask('disk', () => examineDisk(project, remote))
      }
    }
  } finally {
    await project?.dvc.close()
  }
  await parts.ask('MLflow', () => examineMlflow(run))
  await parts.ask('GitHub', () => examineGitHub(run))
  const rows = run.report.doctor ?? []
  if (parts.failure !== undefined) throw parts.failure
  const failed = rows.find(({ state }) => state === 'error')
  if (failed !== undefined)
    throw new ProjectError('examination-failed', `${failed.name}: ${failed.message}`, {
      key: failed.name,
      ...(failed.remedy === undefined ? {} : { remedy: failed.remedy }),
    })
  return doctorSummary(rows)
}
