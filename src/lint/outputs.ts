import type { Out, Stage } from '../pipeline/project.js'
import { isWithin } from '../pipeline/project.js'
import { shellWord } from '../report/shell-word.js'
import { type Found, inGit, type LintInput, type Rule, selfAndFolders } from './input.js'
import { lineOfKeys, textsOf } from './yaml-lines.js'

interface Output {
  stage: Stage
  out: Out
  /** As Git names it. */
  path: string
}

/** The path of which Git is asked whether it ignores an output: for a directory that of some file inside, because it may not be there yet. */
export function askedPathOf({ out, path }: Output): string {
  return out.hash?.endsWith('.dir') ? `${path}/x` : path
}

/** Outputs of the project that lie inside of the repository. */
export function outputsOf(input: Pick<LintInput, 'prefix' | 'project'>): Output[] {
  const stages = input.project?.stages ?? []
  return stages
    .flatMap((stage) => stage.outs.map((out) => ({ stage, out, path: inGit(input, out.path) })))
    .filter(({ out, path }) => !out.path.includes('://') && path !== '' && !path.startsWith('..'))
}

/**
 * Outputs in the cache of DVC of which Git has a file too. DVC refuses to run the stage then ("output is already tracked by SCM"), also for a single
 * `.gitkeep` inside of a directory.
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
    fix: `git rm -r --cached --quiet -- ${shellWord(path)}`,
    message: `${what} ${files.length === 1 ? 'is' : 'are'} in Git, and ${path} is an output of ${stage.name} that DVC keeps. DVC refuses to write it, and Git keeps every version for ever.`,
  }
}

/** Outputs that DVC does not keep (`cache: false`) and Git ignores: after a clone they are nowhere, and the stage counts as changed for ever. */
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
        message: `${path} of ${stage.name} is \`cache: false\`, so it belongs in Git, and Git ignores it: nobody else ever gets it, and the stage looks changed in every clone. Add it to Git, or drop \`cache: false\`.`,
      }),
    )

/** The line of an output in its dvc.yaml or `.dvc` file; that of its stage where it is a template. */
function placeOf(input: LintInput, stage: Stage, path: string): { path: string; line?: number } {
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
