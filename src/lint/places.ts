import { fromTop, replaceText, shellWord } from '../text/shell-word.js'
import { parseDvcConfig, remoteOf } from './dvc-config.js'
import { below, type Found, folderOf, fromPrefix, type LintDvcFile, type LintInput, type Rule } from './input.js'
import { lockOf } from './lock.js'
import { textsOf } from './yaml-lines.js'

const ABSOLUTE = /^(?:\/(?!\/)|[A-Za-z]:[\\/]|~[\\/]|\\\\)/
const PATH_KEYS = ['deps', 'outs', 'metrics', 'plots', 'params', 'wdir']

/** Absolute paths in a dvc.yaml or `.dvc` file: they exist on the author's machine only. */
export const absolutePath: Rule = (input) =>
  input.files
    .filter(({ kind }) => kind !== 'lock')
    .flatMap((file: LintDvcFile): Found[] =>
      textsOf(file.text)
        .filter(({ keys, text: value }) => ABSOLUTE.test(value) && isPath(file.kind, keys))
        .map(
          ({ text: value, line, keys }): Found => ({
            path: file.path,
            line,
            ...moving(input, file, value, keys),
            message: `${value} is an absolute path, which other clones and runners do not have. ${keys.includes('deps') ? 'Bring the data into the project' : `Write it relative to ${file.path}`}.`,
          }),
        ),
    )

/**
 * The command that brings a dependency into the project, writes its new path into dvc.yaml and records it. An import of
 * DVC would keep the absolute path in its `.dvc` file. Empty where the paths of the stage start in another folder.
 */
function moving(
  input: LintInput,
  { path, kind, data }: LintDvcFile,
  value: string,
  keys: readonly string[],
): { fix?: string } {
  const [, stage] = keys
  if (kind !== 'pipeline' || stage === undefined || !keys.includes('deps') || hasOwnFolder(data, stage)) return {}
  const name = value.replace(/[\\/]+$/, '').replace(/^.*[\\/]/, '')
  const target = below(folderOf(path), name)
  const file = fromPrefix(input, path)
  const source = value.startsWith('~/') ? `~/${shellWord(value.slice(2))}` : shellWord(value)
  const beside = below(folderOf(path), '.gitignore')
  return {
    fix: [
      `cp -r ${source} ${shellWord(target)}`,
      fromTop(input.prefix, `dvc add ${shellWord(fromPrefix(input, target))}`),
      replaceText(value, name, path),
      fromTop(input.prefix, `dvc repro ${shellWord(file === 'dvc.yaml' ? stage : `${file}:${stage}`)}`),
      `git add -- ${[`${target}.dvc`, beside, path, lockOf(path)].map(shellWord).join(' ')}`,
    ].join(' && '),
  }
}

function hasOwnFolder(data: LintDvcFile['data'], stage: string): boolean {
  return /"wdir":/.test(JSON.stringify((data?.['stages'] as Record<string, unknown> | undefined)?.[stage] ?? {}))
}

/** Whether the text below these keys is a path, and not a command, a description or an option. */
function isPath(kind: LintDvcFile['kind'], keys: readonly string[]): boolean {
  if (kind === 'data') return ['path', 'wdir'].includes(keys.at(-1) ?? '')
  // stages.NAME.deps, stages.NAME.do.outs, and the same with the path as the key of its options.
  const inner = keys.slice(keys[2] === 'do' ? 3 : 2)
  return keys[0] === 'stages' && inner.length === 1 && PATH_KEYS.includes(inner[0] ?? '')
}

/** Remotes in use that are folders, where the CI machine has no such folder. */
export const localRemote: Rule = (input) =>
  (input.absentFolders ?? []).map(
    ({ remote, url }): Found => ({
      path: below(input.dvcRoot, '.dvc/config'),
      ...lineOfRemote(input, remote),
      fix: fromTop(input.dvcRoot, `dvc remote modify ${shellWord(remote)} url s3://BUCKET/PATH`),
      message: `The DVC remote '${remote}' is the folder ${url}, which this runner does not have, so it can neither pull nor push. Use a remote that every machine can reach.`,
    }),
  )

/** The line of a remote's address; empty where another configuration file of DVC sets it. */
function lineOfRemote({ texts, dvcRoot }: LintInput, remote: string): { line?: number } {
  const option = parseDvcConfig(texts.get(below(dvcRoot, '.dvc/config')) ?? '').find(
    ({ section, name }) => remoteOf(section) === remote && name === 'url',
  )
  return option === undefined ? {} : { line: option.line }
}
