import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { messageOf } from '../../errors/errors.js'
import type { GitRepository } from '../../git/repository.js'
import type { IgnoredDvcFile, LintDvcFile, LintFile, LintInput } from '../../lint/input.js'
import { askedPaths, textPaths } from '../../lint/lint.js'
import type { Project as ProjectIndex } from '../../pipeline/project.js'
import type { Run } from '../../run/run.js'

/** Names of files that DVC skips when Git ignores them. */
const DVC_NAMES = ['*.dvc', 'dvc.yaml', 'dvc.lock']
/** Bytes of the largest text that rules about lines read. */
const LONGEST_TEXT = 10 * 1024 * 1024

/** The files of a run's folders as Git lists them. Git is asked while DVC starts. */
export interface Inventory {
  tracked: LintFile[]
  untracked: string[]
  ignoredDvcFiles: IgnoredDvcFile[]
}

/** @param dvcRoot the folder with `.dvc` as Git names it; empty at the top */
export async function takeInventory(git: GitRepository, dvcRoot: string): Promise<Inventory> {
  const own = git.prefix
  const configuration = dvcRoot === '' ? '.dvc' : `${dvcRoot}/.dvc`
  // The DVC configuration is outside a working directory that is below the DVC root.
  const folders = dvcRoot === own ? [own] : [own, configuration]
  const [tracked, untracked, ignoredDvcFiles] = await Promise.all([
    git.trackedFiles(folders),
    git.untrackedFiles(folders),
    git.ignoredFiles(own, DVC_NAMES),
  ])
  return { tracked, untracked, ignoredDvcFiles }
}

/**
 * The input of the lint rules.
 * @param files the project's dvc.yaml, dvc.lock and `.dvc` files as Git names them
 * @param index the project with the stages of the run; undefined where DVC could not resolve it
 */
export async function gatherInput(
  run: Run,
  git: GitRepository,
  dvcRoot: string,
  inventory: Inventory,
  files: readonly LintDvcFile[],
  index: ProjectIndex | undefined,
): Promise<LintInput> {
  const known = { prefix: git.prefix, dvcRoot, ...inventory, files, ...(index === undefined ? {} : { project: index }) }
  const asked = askedPaths(known)
  const [ignored, present, texts, absentFolders, pullRequest] = await Promise.all([
    git.isIgnored(asked),
    presentOf(git.root, asked),
    textsOf(git.root, textPaths(known)),
    absentFoldersOf(run, index),
    pullRequestOf(run, git),
  ])
  return {
    ...known,
    ignored,
    present,
    texts,
    ...(absentFolders === undefined ? {} : { absentFolders }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
  }
}

async function presentOf(root: string, paths: readonly string[]): Promise<Set<string>> {
  const found = await Promise.all(
    paths.map((path) =>
      stat(join(root, path)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return new Set(paths.filter((_, index) => found[index]))
}

async function textsOf(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(
    paths.map(async (path): Promise<[string, string][]> => {
      const info = await stat(join(root, path)).catch(() => undefined)
      return info?.isFile() && info.size <= LONGEST_TEXT ? [[path, await readFile(join(root, path), 'utf8')]] : []
    }),
  )
  return new Map(texts.flat())
}

/** The used folder remotes that this machine lacks; undefined outside CI, where a folder may be on another machine. */
async function absentFoldersOf(
  { settings }: Run,
  index: ProjectIndex | undefined,
): Promise<LintInput['absentFolders']> {
  if (!index || settings.event.name === 'local') return undefined
  const used = new Set([
    settings.remote ?? index.defaultRemote,
    ...index.stages.flatMap(({ outs }) => outs.map(({ remote }) => remote)),
  ])
  const folders = Object.entries(index.remotes)
    .filter(([name, { url }]) => used.has(name) && isAbsolute(url))
    .map(([remote, { url }]) => ({ remote, url }))
  const there = await Promise.all(
    folders.map(({ url }) =>
      stat(url).then(
        (info) => info.isDirectory(),
        () => false,
      ),
    ),
  )
  return folders.filter((_, index) => !there[index])
}

/**
 * The texts that a squash merge keeps. Git cannot read messages in a shallow checkout without a server: they are left
 * out.
 */
async function pullRequestOf({ settings, host, signal }: Run, git: GitRepository): Promise<LintInput['pullRequest']> {
  const pull = settings.event.pullRequest
  if (!pull) return undefined
  const known = { title: pull.title, body: pull.body }
  try {
    const base = await git.mergeBase(pull.baseSha, pull.headSha)
    return { ...known, commits: base === undefined ? [] : await git.messages(base, pull.headSha) }
  } catch (error) {
    if (signal.aborted) throw error
    host.debug(`cannot read the commit messages of the pull request: ${messageOf(error)}`)
    return { ...known, commits: [] }
  }
}
