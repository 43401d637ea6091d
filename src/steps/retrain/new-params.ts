import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { joinPath } from '../../dvc/project-files.js'
import { valueFiles } from '../../dvc/value-files.js'
import { SetupError } from '../../errors/errors.js'
import { editParam, type ParamValue } from '../../pipeline/param-edit.js'
import type { WorkspaceBackup } from '../../run/workspace-backup.js'
import type { NewParam } from '../../settings/settings.js'
import { nearest } from '../../text/nearest.js'
import type { Project } from '../project/project.js'

/** Files of parameters as they are to be, by their path relative to the working directory. */
export interface ParamsPlan {
  files: Map<string, string>
  /** What really changes. */
  changed: { path: string; name: string; value: ParamValue; before: ParamValue }[]
}

/**
 * What setting parameters makes of their files. Nothing is written.
 * @throws {SetupError} a file that is not there, that Git does not keep or that cannot be edited; a parameter that is not in it, or that nothing uses
 */
export async function planParams(project: Project, wanted: readonly NewParam[]): Promise<ParamsPlan> {
  const plan: ParamsPlan = { files: new Map(), changed: [] }
  const tracked = new Set((await project.git.listFiles(undefined, [])).map(project.fromGit))
  for (const { file, name, value } of wanted) {
    const path = joinPath(file)
    const shown = `${path}:${name}`
    const text = plan.files.get(path) ?? (await readParamsFile(project, path, name, tracked))
    const edit = editParam(text, name, value, path.endsWith('.json'))
    if ('reason' in edit)
      throw new SetupError('param-not-settable', `params: ${shown} cannot be set: ${edit.reason}.`, {
        key: 'params',
        value: name,
        path: project.inGit(path),
        remedy: 'Change the file by hand and commit it: a rebuild or a retraining trains with it.',
      })
    if ('names' in edit) throw unknown(project, path, name, edit.names)
    if (!isUsed(project, path, name)) {
      throw new SetupError(
        'param-unused',
        `params: ${shown} is in the file, but no stage and no template of dvc.yaml uses it.`,
        {
          key: 'params',
          value: name,
          path: project.inGit(path),
          remedy: near(name, usedNames(project, path)),
        },
      )
    }
    if (edit.before === value) continue
    plan.files.set(path, edit.text)
    plan.changed.push({ path, name, value, before: edit.before })
  }
  return plan
}

/** Writes the files of a plan; what was there is kept aside. */
export async function writeParams(project: Project, plan: ParamsPlan, aside: WorkspaceBackup): Promise<void> {
  for (const [path, text] of plan.files) {
    const file = resolve(project.run.settings.workingDirectory, path)
    await aside.copy(file)
    await writeFile(file, text)
  }
}

async function readParamsFile(
  project: Project,
  path: string,
  name: string,
  tracked: ReadonlySet<string>,
): Promise<string> {
  const refuse = (why: string, remedy: string) =>
    new SetupError('param-not-settable', `params: ${name} cannot be set in ${path}: ${why}.`, {
      key: 'params',
      value: `${path}:${name}`,
      remedy,
    })
  if (path.startsWith('../'))
    throw refuse('it is outside of the working directory', 'Retrain in the working directory that has it.')
  if (/\.(toml|py)$/.test(path))
    throw refuse(
      `a ${path.endsWith('.py') ? 'Python' : 'TOML'} file cannot be edited without risk to the rest of it`,
      'Change it by hand and commit it: a rebuild trains with it. YAML and JSON files can be edited.',
    )
  if (!tracked.has(path))
    throw refuse(
      tracked.size === 0 ? 'there is no such file' : 'Git keeps no such file',
      `Name the file with the parameter: ${near(path, paramFiles(project))}`,
    )
  return readFile(resolve(project.run.settings.workingDirectory, path), 'utf8')
}

function unknown(project: Project, path: string, name: string, names: readonly string[]): SetupError {
  const used = usedNames(project, path).filter((each) => names.includes(each))
  return new SetupError('param-unknown', `params: there is no ${name} in ${path}.`, {
    key: 'params',
    value: name,
    path: project.inGit(path),
    remedy: near(name, used.length > 0 ? used : names),
  })
}

function near(word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  if (meant !== undefined) return `Did you mean ${meant}?`
  return known.length === 0 ? 'Nothing there can be set.' : `There are ${known.slice(0, 20).join(', ')}.`
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

/** The names that stages and templates use from a file; a whole file counts with all that is in it. */
function usedNames(project: Project, path: string): string[] {
  const byStages = project.stages.flatMap(({ deps }) =>
    deps.flatMap((dep) => (dep.kind === 'params' && dep.path === path ? dep.names : [])),
  )
  return [...new Set([...byStages, ...templateNames(project, path)])]
}

/** True where a stage depends on a parameter, or on something around it, or a template of dvc.yaml has it. */
function isUsed(project: Project, path: string, name: string): boolean {
  const whole = project.stages.some(({ deps }) =>
    deps.some((dep) => dep.kind === 'params' && dep.path === path && dep.names.length === 0),
  )
  return (
    whole ||
    usedNames(project, path).some((used) => used === name || name.startsWith(`${used}.`) || used.startsWith(`${name}.`))
  )
}

/** What `${…}` names in pipelines that take values from a file. */
function templateNames(project: Project, path: string): string[] {
  return pipelinesOf(project)
    .filter((pipeline) => valueFiles([pipeline]).includes(path))
    .flatMap(({ data }) =>
      [...JSON.stringify(data).matchAll(/\$\{\s*([^}\s]+)\s*\}/g)].map(([, expression = '']) =>
        expression.replace(/\[(\w+)\]/g, '.$1'),
      ),
    )
}
