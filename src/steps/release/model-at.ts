import { lockedAt } from '../evaluation/read-metrics.js'
import type { Project } from '../project/project.js'
import { findModel, type Model } from './find-model.js'

/**
 * The model of the project, with its hash in another commit: a run that completes an earlier one may have other data in
 * the workspace.
 * @throws {SetupError} as `findModel`
 */
export async function modelAt(project: Project, commit: string): Promise<Model | undefined> {
  const model = findModel(project)
  return model && { ...model, out: { ...model.out, ...(await lockedAt(project, commit)).get(model.out.path) } }
}
