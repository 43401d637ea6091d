import type { Out, Stage } from '../pipeline/project.js'
import { isWithin } from '../pipeline/project.js'
import { appendLine, shellWord } from '../text/shell-word.js'
import { lineOfKeys } from '../text/yaml-lines.js'
import { type Found, inGit, type LintInput, type Rule, selfAndFolders } from './input.js'
import { textsOf } from './yaml-lines.js'

interface Output {
  stage: Stage
  out: Out
  /** As Git names it. */
  path: string
}

/** The path that Git is asked about, whether it ignores the output. For a directory it is a file inside: the directory may not exist yet. */
export function askedPathOf({ out, path }: Output): string {
  return out.hash?.endsWith('.dir') ? `${path}/x` : path
}

/** Outputs of the project that lie inside the repository. */
export function outputsOf(input: Pick<LintInput, 'prefix' | 'project'>): Output[] {
  const stages = input.project?.stages ?? []
  return stages
    .flatMap((stage) => stage.outs.map((out) => ({ stage, out, path: inGit(input, out.path) })))
    .filter(({ out, path }) => !out.path.includes('://') && path !== '' && !path.startsWith('..'))
}

/**
 * Outputs in the cache of DVC that Git tracks too. DVC then rejects the stage ("output is already tracked by SCM"), even for a single
 * `.gitkeep` inside a directory.
 */
export const outputInGit: Rule = (input) => {
  const cached = new Map(
    outputsOf(input)
      .filter(({ out }) => out.cache)
      .map((output) => [output.path, output]),
  )
  const filesOf = new Map<Output, string[]>()
  for (const { path } of input.tracked) {
    const output = selfAndFolders(path)
      .map((folder) => cached.get(folder))
      .find((found) => found !== undefined)
    if (!output) continue
    const files = filesOf.get(output) ?? []
    files.push(path)
    filesOf.set(output, files)
  }
  return [...filesOf].map(([output, files]) => trackedTwice(input, output, files))
}

function trackedTwice(input: LintInput, { stage, path }: Output, files: readonly string[]): Found {
  const [first = path] = files
  const what = first === path ? path : `${files.length === 1 ? first : `${files.length} files`} in ${path}`
  return {
    ...placeOf(input, stage, path),
    fix: `git rm -r --cached --quiet -- ${shellWord(path)} && ${ignoring(path)}`,
    message: `${what} ${files.length === 1 ? 'is' : 'are'} in Git, and DVC keeps ${path}, an output of ${stage.name}. DVC will not write the output, and Git keeps every version.`,
  }
}

/**
 * A command that adds an output to the `.gitignore` beside it, as DVC does, unless a pattern covers it already. Without
 * it, the next `git add -A` brings the output back into Git.
 */
function ignoring(path: string): string {
  const slash = path.lastIndexOf('/')
  const file = `${path.slice(0, slash + 1)}.gitignore`
  // Git reads these characters of a pattern in another way.
  const line = `/${path.slice(slash + 1).replace(/[\\*?[\]!# ]/g, '\\$&')}`
  return `{ git check-ignore --quiet -- ${shellWord(path)} || { ${appendLine(line, file)} && git add -- ${shellWord(file)}; }; }`
}

/** Outputs that DVC does not keep (`cache: false`) and Git ignores: no clone has them, so the stage always counts as changed. */
export const outputNowhere: Rule = (input) =>
  outputsOf(input)
    .filter((output) => {
      return (
        !output.out.cache &&
        input.ignored.has(askedPathOf(output)) &&
        !input.tracked.some((file) => isWithin(file.path, output.path))
      )
    })
    .map(
      ({ stage, path }): Found => ({
        ...placeOf(input, stage, path),
        fix: `git add --force -- ${shellWord(path)}`,
        message: `${path} of ${stage.name} is \`cache: false\`, but Git ignores it: no other clone has it, and the stage counts as changed there. Add it to Git, or remove \`cache: false\`.`,
      }),
    )

/** The line of an output in its dvc.yaml or `.dvc` file; the line of its stage where the path is a template. */
export function placeOf(
  input: Pick<LintInput, 'prefix' | 'files'>,
  stage: Stage,
  path: string,
): { path: string; line?: number } {
  const file = inGit(input, stage.file)
  const text = input.files.find((known) => known.path === file)?.text
  if (text === undefined) return { path: file }
  const name =
    (stage.name.startsWith(`${stage.file}:`) ? stage.name.slice(stage.file.length + 1) : stage.name).split('@')[0] ?? ''
  const written = textsOf(text).find(
    (item) =>
      (stage.kind !== 'stage' || item.keys[1] === name) &&
      item.keys.some((key) => ['outs', 'metrics', 'plots'].includes(key)) &&
      inGit({ prefix: inGit(input, stage.wdir) }, item.text) === path,
  )
  const line = written?.line ?? lineOfKeys(text, stage.kind === 'stage' ? ['stages', name] : ['outs'])
  return { path: file, ...(line === undefined ? {} : { line }) }
}
