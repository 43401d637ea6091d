import { posix } from 'node:path'
import { shellWord } from '../text/shell-word.js'
import { joined } from '../text/words.js'

/** Options of `dvc remote add` for a remote that a person has still to choose. */
const OTHER_PLACES = '# or s3://BUCKET/PATH, gs://BUCKET/PATH, azure://CONTAINER/PATH'
const SCRIPTS = ['train.py', 'src/train.py', 'scripts/train.py']
const DATA = ['data', 'dataset', 'datasets', 'data.csv', 'train.csv']

/** A folder without a pipeline. Paths are relative to it. */
export interface PipelineStart {
  /** The folder, as the shell that gets the commands names it; empty if it stands there. */
  directory: string
  /** False where `dvc init` comes first. */
  isProject: boolean
  hasRemote: boolean
  /** The files of the working tree that Git does not ignore. */
  paths: readonly string[]
  /** Those of them that Git tracks. */
  tracked: readonly string[]
}

/** Says what the commands of `pipelineCommands` expect, and which of their names the folder does not have. */
export function pipelineNames({ paths, tracked }: Pick<PipelineStart, 'paths' | 'tracked'>): string {
  const data = dataOf(paths, tracked)
  const has = (name: string) => paths.some((path) => `${path}/`.startsWith(`${name}/`))
  const absent = [
    ...(data.isAdded && !has(data.path) ? [data.path] : []),
    ...(scriptOf(paths) === undefined ? ['train.py'] : []),
  ]
  const expected = 'the script reads the data, and writes model.pkl and metrics.json; put your names in their place'
  return absent.length === 0
    ? expected
    : `${expected}: ${joined(absent)} ${absent.length === 1 ? 'is' : 'are'} not here`
}

/** The script that trains: one of a usual name, else the only one at the top, in src/ or in scripts/. */
function scriptOf(paths: readonly string[]): string | undefined {
  const all = paths.filter((path) =>
    /^(?:(?:src|scripts)\/)?(?!__|setup\.py$|conftest\.py$|test_)[^/]+\.py$/.test(path),
  )
  return SCRIPTS.find((name) => paths.includes(name)) ?? (all.length === 1 ? all[0] : undefined)
}

/** The commands that make a committed pipeline with pushed data. They run as they are where the files exist. */
export function pipelineCommands(start: PipelineStart): string[] {
  const { directory, isProject, hasRemote, paths, tracked } = start
  const script = scriptOf(paths) ?? 'train.py'
  const data = dataOf(paths, tracked)
  const setup = [
    ...(isProject ? [] : ['dvc init']),
    ...(hasRemote ? [] : ['dvc remote add --default storage ../dvc-storage']),
  ].join(' && ')
  const stage = `dvc stage add -n train -d ${shellWord(script)} -d ${shellWord(data.path)} -o model.pkl -M metrics.json python ${shellWord(script)}`
  const files = [
    '.dvc',
    ...(isProject ? [] : ['.dvcignore']),
    '.gitignore',
    ...data.files,
    'dvc.yaml',
    'dvc.lock',
    'metrics.json',
    script,
  ]
  return [
    ...(directory === '' ? [] : [`cd ${shellWord(directory)}`]),
    ...(setup === '' ? [] : [`${setup}${hasRemote ? '' : `  ${OTHER_PLACES}`}`]),
    data.isAdded ? `dvc add ${shellWord(data.path)} && ${stage}` : stage,
    `dvc repro && dvc push && git add -- ${files.map(shellWord).join(' ')} && git commit -m "Add the pipeline"`,
    ...(directory === '' ? [] : ['cd -']),
  ]
}

/** The data of the first stage: that of the first `.dvc` file, else of a usual name. Data in Git needs no `dvc add`. */
function dataOf(
  paths: readonly string[],
  tracked: readonly string[],
): { path: string; isAdded: boolean; files: string[] } {
  const file = paths.find((path) => path.endsWith('.dvc') && posix.basename(path) !== '.dvc')
  if (file !== undefined) {
    const ignore = posix.join(posix.dirname(file), '.gitignore')
    return {
      path: file.slice(0, -'.dvc'.length),
      isAdded: false,
      files: [file, ...(ignore !== '.gitignore' && paths.includes(ignore) ? [ignore] : [])],
    }
  }
  const has = (list: readonly string[], name: string) => list.some((path) => `${path}/`.startsWith(`${name}/`))
  const path = DATA.find((name) => has(paths, name)) ?? 'data'
  return has(tracked, path) ? { path, isAdded: false, files: [path] } : { path, isAdded: true, files: [`${path}.dvc`] }
}
