import { ProjectError } from '../../errors/errors.js'
import type { UncommittedFile } from '../../git/status.js'
import type { Run } from '../../run/run.js'
import type { Step, StepGraph } from '../../run/steps.js'
import { forcedStages } from '../build/plan-build.js'
import { verifyStanding } from '../data/verify-standing.js'
import { type Ending, isAboutCheckout } from '../ending.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { askCheckout, askRollback, askServer, type ServerAnswers } from '../publish/ask-server.js'
import { checkPublishing, type Destination } from '../publish/may-publish.js'
import { modelToRegister } from './publish-version.js'

/** Steps that ask Git and its server about a build while DVC starts. */
export interface EarlyAnswers {
  server: Step<ServerAnswers | undefined>
  /** The uncommitted files. */
  listed: Step<UncommittedFile[]>
  rollback: Step<string | undefined>
}

/** What the check of a request needs besides the project. */
export interface RequestAnswers extends EarlyAnswers {
  /** True where this run restored files of a killed one: the list of uncommitted files is older. */
  recovered: boolean
  /** Digest of the new data of a retraining. */
  dataOf: () => Promise<string | undefined>
}

/** Starts to ask Git and its server about a build. */
export function askEarly(run: Run, steps: StepGraph, paths: Step<ProjectPaths>): EarlyAnswers {
  return {
    server: steps.step('ask server', [paths], (own) => askServer(run, own)),
    listed: steps.step('ask checkout', [paths], (own) => askCheckout(run, own), { reads: ['workspace'] }),
    rollback: steps.step('ask history', [paths], (own) => askRollback(run, own)),
  }
}

/**
 * Checks the request of a build before anything changes: its stages, its model, the checkout and the branch. A checkout
 * that needs no build has its data verified.
 * @returns the end of the run where there is nothing to build, else the destination; and the uncommitted files
 * @throws {SetupError} an unknown stage or model, uncommitted changes
 * @throws {ProjectError} the credentials may not push, the remote lacks data of a checkout that needs no build
 * @throws {OutsideError} the server does not answer
 */
export async function checkRequest(
  project: Project,
  steps: StepGraph,
  { server, listed, rollback, recovered, dataOf }: RequestAnswers,
): Promise<{ found: Ending | Destination; uncommitted: UncommittedFile[] }> {
  // An unknown stage or model is rejected before a server or a person is asked.
  forcedStages(project)
  modelToRegister(project)
  const uncommitted = recovered ? await askCheckout(project.run, project) : await steps.value(listed)
  const found = await checkPublishing(project, uncommitted, {
    server: await steps.value(server),
    rollback: await steps.value(rollback),
    dataOf,
  })
  if ('conclusion' in found && isAboutCheckout(found, project.run.report.source.sha)) await verifyStanding(project)
  return { found, uncommitted }
}

/** @throws {ProjectError} the run only completes a build (`resume`), and its commit has none */
export function rejectResume({ run: { settings, report } }: Project): void {
  if (!settings.rebuild.resume) return
  throw new ProjectError(
    'build-not-found',
    `there is no official build of ${report.source.sha.slice(0, 7)} to complete.`,
    { key: 'resume', remedy: 'Build it first: `dvc-ci rebuild`.' },
  )
}
