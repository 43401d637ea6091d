import { below, folderOf, inGit, type LintInput } from './input.js'

const DEFAULT_FILE = 'params.yaml'

/** The parameter files of the project, as Git names them: those of stages and dvc.yaml, and DVC's default. Without outputs of stages. */
export function parameterPaths(input: Pick<LintInput, 'prefix' | 'project' | 'files'>): string[] {
  const outs = new Set(input.project?.stages.flatMap((stage) => stage.outs.map(({ path }) => inGit(input, path))))
  const named =
    input.project?.stages.flatMap((stage) =>
      stage.deps.flatMap((dep) => (dep.kind === 'params' ? [inGit(input, dep.path)] : [])),
    ) ?? []
  const beside = input.files
    .filter(({ kind }) => kind === 'pipeline')
    .map(({ path }) => below(folderOf(path), DEFAULT_FILE))
  return [...new Set([below(input.prefix, DEFAULT_FILE), ...beside, ...named])].filter(
    (path) => !outs.has(path) && !path.startsWith('..'),
  )
}
