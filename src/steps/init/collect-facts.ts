import { lstat, readFile, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join, posix } from 'node:path'
import { OutsideError, SetupError } from '../../errors/errors.js'
import { commitsOfFile, remoteAddress } from '../../git/file-history.js'
import type { GitRepository } from '../../git/repository.js'
import { repositoryOf } from '../../init/address.js'
import type { MetricFacts, ProjectFacts, RemoteFacts, RepositoryFacts } from '../../init/facts.js'
import { pipelineCommands, pipelineNames } from '../../init/pipeline-commands.js'
import { choosePlaces, isBelow, type Place, placesOf } from '../../init/places.js'
import { type PipelineFacts, readPipeline } from '../../init/read-pipeline.js'
import { readRemote } from '../../init/read-remote.js'
import { readChecks, readPython, TOOL_FILES, type ToolFiles } from '../../init/read-tools.js'
import { readWorkflow } from '../../init/read-workflow.js'
import { parseMetricsFile } from '../../metrics/metrics-file.js'
import { relativePath } from '../../text/relative-path.js'
import { pythonRange } from '../../toolchain/project-recipe.js'

/** Larger files are no source and no configuration. */
const MOST_BYTES = 1024 * 1024
/** Python files that are searched for MLflow, and commits of a metrics file that are read. */
const MOST_SOURCES = 2000
const MOST_VERSIONS = 30
const CODE_OWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const
const SCRIPTS = ['evaluate.py', 'src/evaluate.py', 'scripts/evaluate.py', 'eval.py', 'src/eval.py']
const RESULTS = ['metrics.json', 'metrics.yaml', 'metrics.yml']
const MLFLOW = /^\s*(?:import|from)\s+mlflow\b/m

/**
 * Reads a repository without DVC: the working tree, the history of the metrics files, and the default branch.
 * @param asked folders of projects; empty: every project
 * @throws {SetupError} there is no DVC project, or none with data or a pipeline
 */
export async function collectFacts(git: GitRepository, asked: readonly string[]): Promise<RepositoryFacts> {
  const paths = await presentFiles(git)
  const read = (path: string) => readText(join(git.root, path))
  const places = choosePlaces(placesOf(paths), asked)
  const [first, ...others] = await Promise.all(places.map((place) => projectFacts(git, place, paths, places, read)))
  if (first === undefined) throw await noProject(git, paths, read)
  const [{ branch: defaultBranch, server }, name] = await Promise.all([defaultBranchOf(git), git.repositoryName()])
  const workflows = await Promise.all(
    paths
      .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
      .map(async (path) => readWorkflow(path, (await read(path)) ?? '')),
  )
  const remote = await git.remoteName()
  const address = remote === undefined ? undefined : await remoteAddress(git.root, remote, {})
  const slug = repositoryOf(address ?? '')?.repository
  return {
    name: name ?? basename(git.root),
    ...(slug === undefined ? {} : { slug }),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
    ...(server === undefined ? {} : { server }),
    ...([first, ...others].some(({ stages }) => stages.length > 0)
      ? {}
      : {
          pipeline: await commandsFor(git, first.directory, paths, {
            directory: first.directory,
            isProject: true,
            hasRemote: true,
          }),
        }),
    projects: [first, ...others],
    workflows: workflows.flatMap((workflow) => workflow ?? []),
    codeOwners: CODE_OWNERS.find((path) => paths.includes(path)) ?? CODE_OWNERS[0],
  }
}

/** The files of the working tree. Git also lists deleted ones; a deleted dvc.yaml is no pipeline. */
async function presentFiles(git: GitRepository): Promise<string[]> {
  const paths = await git.workingFiles()
  const decides = (path: string) => /(?:^|\/)(?:dvc\.yaml|\.dvc\/config)$|\.dvc$|^\.github\//.test(path)
  const present = await Promise.all(
    paths.map(
      async (path) =>
        !decides(path) ||
        (await lstat(join(git.root, path)).then(
          () => true,
          () => false,
        )),
    ),
  )
  return paths.filter((_, index) => present[index])
}

/** The server's default branch; without a server, or with one that has no branch yet, `main` or `master`. */
async function defaultBranchOf(git: GitRepository): Promise<Pick<RepositoryFacts, 'server'> & { branch?: string }> {
  const remote = await git.remoteName()
  const named = remote === undefined ? undefined : await git.remoteDefaultBranch()
  if (named !== undefined) return { branch: named }
  if (remote !== undefined && !(await isEmpty(git, remote))) return {}
  const own = await git.ownDefaultBranch()
  return {
    server: remote === undefined ? 'none' : 'empty',
    // A branch of another name is more likely one of a change.
    ...(own === 'main' || own === 'master' ? { branch: own } : {}),
  }
}

/** True for a server that answers and has no default branch. */
async function isEmpty(git: GitRepository, remote: string): Promise<boolean> {
  try {
    return (await git.remoteRefs(remote, ['HEAD'])).size === 0
  } catch (error) {
    if (error instanceof OutsideError) return false
    throw error
  }
}

async function projectFacts(
  git: GitRepository,
  { directory, root }: Place,
  paths: readonly string[],
  places: readonly Place[],
  read: (path: string) => Promise<string | undefined>,
): Promise<ProjectFacts> {
  const at = (name: string) => posix.join(directory, name)
  const inner = places
    .map((place) => place.directory)
    .filter((other) => other !== directory && isBelow(other, directory))
  const own = paths
    .filter((path) => isBelow(path, directory) && !inner.some((other) => isBelow(path, other)))
    .map((path) => (directory === '' ? path : path.slice(directory.length + 1)))
  const pipelines = await Promise.all(
    own
      .filter((path) => posix.basename(path) === 'dvc.yaml')
      .map(async (path) => ({ folder: posix.dirname(path), pipeline: readPipeline((await read(at(path))) ?? '') })),
  )
  const known = pipelines.flatMap(({ folder, pipeline }) => (pipeline === undefined ? [] : [{ folder, pipeline }]))
  const evaluation = known.length > 0 ? undefined : evaluationOf(own)
  const files = evaluation === undefined ? metricFilesOf(known) : [evaluation.metrics]
  const measuredFiles = new Set(
    evaluation === undefined
      ? known.flatMap(({ folder, pipeline }) => pipeline.measured.map((path) => posix.join(folder, path)))
      : files,
  )
  const measured = await Promise.all(
    files.map((path) => metricsOf(git, { path, inGit: at(path), measured: measuredFiles.has(path) }, read)),
  )
  const tools = await toolFiles(directory, own, read)
  const range = await pythonRange(join(git.root, directory)).catch(() => undefined)
  const remote = await remoteOf(git.root, root, read)
  return {
    directory,
    root,
    ...(remote === undefined ? {} : { remote }),
    stages: known.flatMap(({ pipeline }) => pipeline.stages),
    metrics: measured.flatMap((found) => found ?? []),
    unreadMetrics: files.filter((_, index) => measured[index] === undefined),
    python: readPython(tools, (version) => range?.allows(`${version}.99`) ?? true),
    checks: readChecks(tools),
    models: known.flatMap(({ pipeline }) => pipeline.models),
    mlflow: await usesMlflow(own.map(at), read),
    ...(evaluation === undefined ? {} : { evaluation }),
  }
}

function metricFilesOf(pipelines: readonly { folder: string; pipeline: PipelineFacts }[]): string[] {
  return [
    ...new Set(pipelines.flatMap(({ folder, pipeline }) => pipeline.metrics.map((path) => posix.join(folder, path)))),
  ]
}

/** A script that measures the model, and the committed file that it writes. */
function evaluationOf(own: readonly string[]): { script: string; metrics: string } | undefined {
  const script = SCRIPTS.find((path) => own.includes(path))
  const metrics = RESULTS.find((path) => own.includes(path))
  return script === undefined || metrics === undefined ? undefined : { script, metrics }
}

/** The numbers of a metrics file with their history; undefined where the file is not here, or cannot be read. */
async function metricsOf(
  git: GitRepository,
  { path, inGit, measured }: { path: string; inGit: string; measured: boolean },
  read: (path: string) => Promise<string | undefined>,
): Promise<MetricFacts[] | undefined> {
  const text = await read(inGit)
  if (text === undefined) return undefined
  const today = numbersOf(path, text)
  if (today === undefined) return undefined
  const versions: Map<string, number>[] = []
  for (const commit of await commitsOfFile(git.root, inGit, MOST_VERSIONS, {})) {
    const earlier = await git.readFile(commit, inGit)
    if (earlier !== undefined) versions.push(numbersOf(path, earlier.toString()) ?? new Map<string, number>())
  }
  return [...today].map(([name, value]) => {
    const values = versions.flatMap((version) => version.get(name) ?? [])
    return { path, name, value, measured, history: values.at(-1) === value ? values : [...values, value] }
  })
}

function numbersOf(path: string, text: string): Map<string, number> | undefined {
  const { leaves, problem } = parseMetricsFile(path, text)
  if (problem !== undefined) return undefined
  return new Map(
    [...leaves].flatMap(([name, leaf]) =>
      'value' in leaf && leaf.slice === undefined ? [[name, leaf.value] as const] : [],
    ),
  )
}

/** The default remote of a DVC project, with the options of `config.local` left out: they stay on this machine. */
async function remoteOf(
  repository: string,
  root: string,
  read: (path: string) => Promise<string | undefined>,
): Promise<RemoteFacts | undefined> {
  const text = await read(posix.join(root, '.dvc/config'))
  return text === undefined ? undefined : readRemote(text, { folder: join(repository, root, '.dvc'), home: homedir() })
}

async function toolFiles(
  directory: string,
  own: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<ToolFiles> {
  const texts = new Map<string, string>()
  for (const folder of new Set([directory, '']))
    for (const name of TOOL_FILES) {
      const text = texts.has(name) ? undefined : await read(posix.join(folder, name))
      if (text !== undefined) texts.set(name, text)
    }
  return { paths: own, text: (name) => texts.get(name) }
}

async function usesMlflow(
  paths: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<boolean> {
  for (const path of paths.filter((name) => name.endsWith('.py')).slice(0, MOST_SOURCES))
    if (MLFLOW.test((await read(path)) ?? '')) return true
  return false
}

/** The text of a regular file of moderate size; undefined without one. */
async function readText(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path)
    return found.isFile() && found.size <= MOST_BYTES
      ? (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
      : undefined
  } catch {
    return undefined
  }
}

/** A folder as the user's shell names it; empty if it stands there. */
export async function folderFromShell(folder: string): Promise<string> {
  return relativePath(await realpath(process.cwd()), folder)
}

/** The commands that make a pipeline in a folder. */
async function commandsFor(
  git: GitRepository,
  folder: string,
  paths: readonly string[],
  known: { directory: string; isProject: boolean; hasRemote: boolean },
): Promise<{ commands: string[]; names: string }> {
  const inside = (all: readonly string[]) =>
    all.filter((path) => isBelow(path, folder)).map((path) => posix.relative(folder, path))
  const tracked = (await git.entries()).map(({ path }) => path)
  const files = { paths: inside(paths), tracked: inside(tracked) }
  return { commands: pipelineCommands({ ...known, ...files }), names: pipelineNames(files) }
}

/** The error for a repository without anything to judge, with the commands that change it. */
async function noProject(
  git: GitRepository,
  paths: readonly string[],
  read: (path: string) => Promise<string | undefined>,
): Promise<SetupError> {
  const config = paths.find((path) => `/${path}`.endsWith('/.dvc/config'))
  const isProject = config !== undefined
  const directory = isProject ? posix.dirname(posix.dirname(config)) : '.'
  const hasRemote = isProject && readRemote((await read(config)) ?? '') !== undefined
  const at = directory === '.' ? '' : directory
  const from = await folderFromShell(join(git.root, at))
  const { commands, names } = await commandsFor(git, at, paths, { directory: from, isProject, hasRemote })
  return new SetupError(
    isProject ? 'dvc-project-empty' : 'dvc-project-missing',
    isProject
      ? 'the DVC project has no dvc.yaml and no .dvc file yet.'
      : 'this repository has no DVC project (no .dvc/config).',
    {
      key: 'dvc.yaml',
      value: '',
      remedy: `These commands make one (${names}); then run \`dvc-ci init\` again:\n${commands.map((command) => `    ${command}`).join('\n')}\nOr try a ready one: \`dvc-ci init --demo\`.`,
    },
  )
}
