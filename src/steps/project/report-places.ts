import type { GitRepository } from '../../git/repository.js'
import { githubAddress } from '../../report/links.js'
import type { Report } from '../../report/report.js'
import { LOCAL_EVENT } from '../../settings/event.js'
import type { Project } from './project.js'

/** Adds the project's folder, and what a checkout on a laptop knows of its repository on GitHub and its branch. */
export async function nameCheckout(git: GitRepository, { source }: Report): Promise<void> {
  if (git.prefix !== '') source.directory = git.prefix
  if (source.event !== LOCAL_EVENT.name) return
  const { branch } = git.opened
  const address = (await git.remoteAddress()) ?? ''
  const repository = githubAddress(address)
  if (repository !== undefined) source.repository = repository
  if (branch !== undefined) source.head_ref = branch
}

/** Adds the place of each stage to the report. dvc.yaml is as it was when the project was opened. */
export function placeStages({ run, graph, lines, inGit }: Project): Promise<void> {
  for (const stage of run.report.stages) {
    const file = graph.stage(stage.name)?.file
    if (file === undefined) continue
    const { path, line } = lines.ofStage(stage.name, file)
    stage.place = { path: inGit(path), ...(line === undefined ? {} : { line }) }
  }
  return Promise.resolve()
}
