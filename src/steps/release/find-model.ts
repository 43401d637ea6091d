import { joinPath } from '../../dvc/project-files.js'
import { SetupError } from '../../errors/errors.js'
import { isWithin, type Out } from '../../pipeline/project.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'

/** The model that a rebuild registers. */
export interface Model {
  /** Name of the registered model. */
  name: string
  /** Relative to the working directory. */
  path: string
  /** The output that it is, or that it lies in. */
  out: Out
  description?: string
}

/** Artifacts of dvc.yaml whose type is model and that belong to the working directory. */
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

/** The name of the registered model: that of the settings, else of the only model that dvc.yaml declares. */
export function modelName(project: Project): string | undefined {
  const declared = declaredModels(project)
  return project.run.settings.mlflow.model ?? (declared.length === 1 ? declared[0]?.name : undefined)
}

/**
 * The model of the project; undefined where nothing names one.
 * @throws {SetupError} a model that nothing makes, or a choice that the settings leave open
 */
export function findModel(project: Project): Model | undefined {
  const { model, modelPath } = project.run.settings.mlflow
  const declared = declaredModels(project)
  const refuse = (key: string, value: string, what: string, remedy: string) =>
    new SetupError('model-not-chosen', `${key}: ${what}.`, { key, value, remedy })
  if (model === undefined && modelPath !== undefined)
    throw refuse(
      'model-path',
      modelPath,
      `nothing says under which name ${modelPath} is registered`,
      'Name the registered model with `model`.',
    )
  if (model === undefined && declared.length > 1) {
    project.run.host.notice(
      `No model is registered: dvc.yaml declares ${declared.map(({ name }) => name).join(', ')}. Choose one with \`model\`.`,
    )
    return undefined
  }
  const artifact = declared.find(({ name }) => name === model) ?? (declared.length === 1 ? declared[0] : undefined)
  const name = model ?? artifact?.name
  if (name === undefined) return undefined
  const path = modelPath === undefined ? artifact?.path : joinPath(modelPath)
  if (path === undefined) {
    const names = declared.map((each) => each.name)
    throw refuse(
      'model',
      name,
      `nothing says which file the model ${name} is`,
      names.length === 0
        ? 'Give it with `model-path`, or declare it under `artifacts:` in dvc.yaml (type: model).'
        : `dvc.yaml declares ${names.join(', ')}; or give \`model-path\`.`,
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
    throw refuse(
      modelPath === undefined ? 'artifacts' : 'model-path',
      path,
      `no stage and no .dvc file makes the model ${path}`,
      near === undefined ? 'Name an output of dvc.yaml, or what was added with `dvc add`.' : `Did you mean ${near}?`,
    )
  }
  return { name, path, out, ...(artifact?.desc === undefined ? {} : { description: artifact.desc }) }
}
