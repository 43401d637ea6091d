import { ProjectError } from '../../errors/errors.js'
import { shellWord } from '../../text/shell-word.js'
import { named } from '../../text/words.js'
import type { Project } from '../project/project.js'
import { verifyRemote } from './verify-remote.js'

/** Missing objects that the message quotes; the report has them all. */
const MOST_QUOTED = 3

/**
 * Verifies the data of a checkout that needs no build: a loss in the remote would otherwise stay unnoticed.
 * @throws {ProjectError} the remote lacks an object, or has altered it
 * @throws {OutsideError} the remote does not answer
 */
export async function verifyStanding(project: Project): Promise<void> {
  const { run, stages } = project
  await verifyRemote(project, { mode: run.settings.validate.verify, download: true })
  const { missing } = run.report.remote
  if (missing.length === 0) return
  const lost = new Set(missing.flatMap(({ paths }) => paths))
  const makers = stages
    .filter(({ kind, frozen, outs }) => kind === 'stage' && !frozen && outs.some(({ path }) => lost.has(path)))
    .map(({ name }) => name)
  const left = missing.length - MOST_QUOTED
  throw new ProjectError(
    'remote-data-missing',
    `there is nothing to build, but the remote lacks data of this commit. ${missing
      .slice(0, MOST_QUOTED)
      .map(({ message }) => message)
      .join(' ')}${left > 0 ? ` ${left} more are in the report.` : ''}`,
    {
      key: 'remote',
      value: named([...lost], MOST_QUOTED),
      ...(makers.length === 0
        ? {}
        : {
            remedy: `Where no machine has the data, make it again: \`dvc-ci retrain --stages ${shellWord(makers.join(','))}\`.`,
          }),
    },
  )
}
