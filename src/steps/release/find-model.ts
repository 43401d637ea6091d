import { joinPath } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { isWithin, type Out } from '../../pipeline/project.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'

/** The model of the project that an official build registers. */
export interface Model {
  /** Name of the registered model. */
  name: string
  /** Relative to the working directory. */
  path: string
  /** The output that is the model or contains it. */
  out: Out
  description?: string
}

/** The artifacts of dvc.yaml with the type `model`, in the working directory. */
function declaredModels({ index }: Project): { name: string; path: string; desc?: string }[] {
  return index.artifacts.flatMap(({ file, name, path, type, desc }) => {
    if (type !== 'model' || path === undefined || file.startsWith('../')) return []
    return [
      {
        name,
        path: joinPath(file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.', path),
        ...(desc === undefined ? {} : { desc }),
      },
    ]
  })
}

/** The name of the registered model: the setting, else the only model that dvc.yaml declares. */
export function modelName(project: Project): string | undefined {
  const declared = declaredModels(project)
  return project.run.settings.mlflow.model ?? (declared.length === 1 ? declared[0]?.name : undefined)
}

/**
 * Finds the model of the project. @returns undefined where neither the settings nor dvc.yaml name one
 * @throws {SetupError} the name or the file of the model is unknown, or no output has the file
 */
export function findModel(project: Project): Model | undefined {
  const { model, modelPath } = project.run.settings.mlflow
  const declared = declaredModels(project)
  const errorFor = (key: string, value: string, problem: string, remedy: string) =>
    new SetupError('model-not-chosen', `${key}: ${problem}.`, { key, value, remedy })
  if (model === undefined && modelPath !== undefined)
    throw errorFor(
      'model-path',
      modelPath,
      `the registered model for ${modelPath} has no name`,
      'Set its name with `model`.',
    )
  if (model === undefined && declared.length > 1) {
    project.run.host.notice(
      `No model is registered: dvc.yaml declares ${declared.map(({ name }) => name).join(', ')}. ` +
        'Choose one with the setting `model`.',
    )
    return undefined
  }
  const artifact = declared.find(({ name }) => name === model) ?? (declared.length === 1 ? declared[0] : undefined)
  const name = model ?? artifact?.name
  if (name === undefined) return undefined
  const path = modelPath === undefined ? artifact?.path : joinPath(modelPath)
  if (path === undefined) {
    const names = declared.map((each) => each.name)
    throw errorFor(
      'model',
      name,
      `the file of the model ${name} is unknown`,
      names.length === 0
        ? 'Set `model-path`, or declare the model under `artifacts:` in dvc.yaml (type: model).'
        : `Choose a model of dvc.yaml (${names.join(', ')}), or set \`model-path\`.`,
    )
  }
  const outs = project.stages.flatMap((stage) => stage.outs)
  const out =
    outs.find((each) => joinPath(each.path) === path) ?? outs.find((each) => isWithin(path, joinPath(each.path)))
  if (out === undefined) {
    const near = nearest(
      path,
      outs.map((each) => each.path),
    )
    throw errorFor(
      modelPath === undefined ? 'artifacts' : 'model-path',
      path,
      `no stage and no .dvc file has the output ${path}`,
      near === undefined ? 'Name an output of dvc.yaml or a path that `dvc add` added.' : `Did you mean ${near}?`,
    )
  }
  return { name, path, out, ...(artifact?.desc === undefined ? {} : { description: artifact.desc }) }
}
