import { secretsOfVariables } from '../../settings/secrets.js'
import { prepareProject } from '../../toolchain/project-environment.js'
import { dvcDirectory, type Project } from './project.js'
import { keepingDependencies } from './set-up-files.js'

/** Prepares the packages of the project. @returns the project whose stages, checks and evaluation use them */
export async function setUpProject(project: Project): Promise<Project> {
  const { run, git } = project
  return run.step('setup', async (outcome) => {
    const { setupExports, event } = run.settings
    if (setupExports.length > 0 && !event.trusted)
      run.host.notice('setup-exports is ignored: the code comes from a fork or from Dependabot.')
    const prepared = await prepareProject({
      setup: run.settings.setup,
      exports: event.trusted ? setupExports : [],
      workingDirectory: run.settings.workingDirectory,
      repositoryRoot: git.root,
      env: project.env,
      host: run.host,
      signal: run.signal,
      dvcDirectory: dvcDirectory(project),
      around: (body) => keepingDependencies(project, run.settings.setup.kind === 'auto', body),
      ...(run.cache === undefined ? {} : { shared: run.cache }),
    })
    outcome.message = prepared.description
    if (prepared.isNone) outcome.conclusion = 'skipped'
    if (prepared.exported !== undefined) {
      for (const secret of secretsOfVariables(prepared.exported.env)) run.host.mask(secret)
      run.facts.exports = prepared.exported
    }
    return { ...project, env: prepared.env }
  })
}
