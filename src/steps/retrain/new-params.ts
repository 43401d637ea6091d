import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { joinPath } from '../../dvc/project-files.js'
import { valueFiles } from '../../dvc/value-files.js'
import { SetupError } from '../../errors/errors.js'
import { editParam, type ParamValue, shownValue } from '../../pipeline/param-edit.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { NewParam } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'

/** The new text of parameter files, by their path relative to the working directory. */
export interface ParamsPlan {
  files: Map<string, string>
  /** Parameters whose value changes. */
  changed: { path: string; name: string; value: string; before: ParamValue }[]
}

/**
 * The parameter files after the request's changes. Writes nothing.
 * @throws {SetupError} a file that does not exist, that Git does not track or that cannot be edited; a parameter that
 * the file does not have or no stage uses
 */
export async function planParams(project: Project, wanted: readonly NewParam[]): Promise<ParamsPlan> {
  const plan: ParamsPlan = { files: new Map(), changed: [] }
  const tracked = new Set((await project.git.listFiles(undefined, [])).map(project.fromGit))
  for (const { file, name, ...given } of wanted) {
    const path = joinPath(file)
    const shown = `${path}:${name}`
    const text = plan.files.get(path) ?? (await readParamsFile(project, path, name, tracked))
    const edit = editParam(text, name, given, path.endsWith('.json'))
    if ('reason' in edit)
      throw new SetupError('param-not-settable', `params: ${shown} cannot be set: ${edit.reason}.`, {
        key: 'params',
        value: name,
        path: project.inGit(path),
        remedy: 'Change the file by hand and commit it: a rebuild or a retraining trains with it.',
      })
    if ('names' in edit) throw unknown(project, path, name, edit.names)
    if (!isUsed(project, path, name)) {
      throw new SetupError('param-unused', `params: no stage and no template of dvc.yaml uses ${shown}.`, {
        key: 'params',
        value: name,
        path: project.inGit(path),
        remedy: near(name, usedNames(project, path)),
      })
    }
    if (edit.text === text) continue
    plan.files.set(path, edit.text)
    plan.changed.push({ path, name, value: shownValue(given), before: edit.before })
  }
  return plan
}

/** Writes the files of a plan. Replaced files go into the backup. */
export async function writeParams(project: Project, plan: ParamsPlan, backup: WorkspaceBackup): Promise<void> {
  for (const [path, text] of plan.files) {
    const file = resolve(project.run.settings.workingDirectory, path)
    await backup.copy(file)
    await writeFile(file, text)
  }
}

async function readParamsFile(
  project: Project,
  path: string,
  name: string,
  tracked: ReadonlySet<string>,
): Promise<string> {
  const rejection = (why: string, remedy: string) =>
    new SetupError('param-not-settable', `params: ${name} cannot be set in ${path}: ${why}.`, {
      key: 'params',
      value: `${path}:${name}`,
      remedy,
    })
  if (path.startsWith('../'))
    throw rejection('it is outside of the working directory', 'Retrain in the working directory that has it.')
  if (/\.(toml|py)$/.test(path))
    throw rejection(
      `dvc-ci does not edit ${path.endsWith('.py') ? 'Python' : 'TOML'} files, only YAML and JSON`,
      'Change it by hand and commit it: a rebuild trains with it.',
    )
  if (!tracked.has(path))
    throw rejection(
      tracked.size === 0 ? 'the file does not exist' : 'Git does not track the file',
      `Name the file with the parameter: ${near(path, paramFiles(project))}`,
    )
  return readFile(resolve(project.run.settings.workingDirectory, path), 'utf8')
}

function unknown(project: Project, path: string, name: string, names: readonly string[]): SetupError {
  const used = usedNames(project, path).filter((each) => names.includes(each))
  return new SetupError('param-unknown', `params: ${path} has no parameter ${name}.`, {
    key: 'params',
    value: name,
    path: project.inGit(path),
    remedy: near(name, used.length > 0 ? used : names),
  })
}

function near(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  if (meant !== undefined) return `Did you mean ${meant}?`
  return known.length === 0
    ? 'The file has no parameter that can be set.'
    : `Allowed: ${known.slice(0, 20).join(', ')}.`
}

function paramFiles(project: Project): string[] {
  return [
    ...new Set([
      ...project.stages.flatMap(({ deps }) => deps.flatMap((dep) => (dep.kind === 'params' ? [dep.path] : []))),
      ...valueFiles(pipelinesOf(project)),
    ]),
  ]
}

const pipelinesOf = (project: Project) => project.files.filter(({ kind }) => kind === 'pipeline')

/** The parameter names of a file that stages and templates use; empty for a file that stages read as a whole. */
function usedNames(project: Project, path: string): string[] {
  const byStages = project.stages.flatMap(({ deps }) =>
    deps.flatMap((dep) => (dep.kind === 'params' && dep.path === path ? dep.names : [])),
  )
  return [...new Set([...byStages, ...templateNames(project, path)])]
}

/** True if a stage or a template of dvc.yaml uses the parameter, a part of it, or a mapping around it. */
function isUsed(project: Project, path: string, name: string): boolean {
  const whole = project.stages.some(({ deps }) =>
    deps.some((dep) => dep.kind === 'params' && dep.path === path && dep.names.length === 0),
  )
  return (
    whole ||
    usedNames(project, path).some((used) => used === name || name.startsWith(`${used}.`) || used.startsWith(`${name}.`))
  )
}

/** Names inside `${…}` in pipelines that read values from a file. */
function templateNames(project: Project, path: string): string[] {
  return pipelinesOf(project)
    .filter((pipeline) => valueFiles([pipeline]).includes(path))
    .flatMap(({ data }) =>
      [...JSON.stringify(data).matchAll(/\$\{\s*([^}\s]+)\s*\}/g)].map(([, expression = '']) =>
        expression.replace(/\[(\w+)\]/g, '.$1'),
      ),
    )
}
