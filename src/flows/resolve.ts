import { readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { join, relative, resolve as resolvePath } from 'node:path'
import { kindOf } from '../dvc/project-file.js'
import { ProjectError, SetupError } from '../errors/errors.js'
import { type GitRepository, openRepository } from '../git/repository.js'
import { type ConflictedFile, resolveData, resolveLock } from '../pipeline/resolve.js'
import type { Run } from '../run/run.js'
import { installMergeDriver } from './merge-driver.js'

/**
 * Resolves conflicts in dvc.lock and `.dvc` files by stage. Where both sides changed the same stage, the findings show
 * both versions and the fix. Only a fully resolved file is added to Git. It uses only Git, because DVC cannot read a
 * conflict.
 * @returns one sentence
 * @throws {SetupError} a file that is not of DVC
 * @throws {ProjectError} a conflict is left to the user; the findings say which
 */
export async function resolve(run: Run): Promise<string> {
  const { settings, host, signal } = run
  const directory = await realpath(settings.workingDirectory)
  const git = await openRepository(directory, { signal, host })
  run.report.source.sha = await git.head()
  if (settings.resolve.installDriver) {
    await installMergeDriver(run, git)
    if (settings.resolve.files.length === 0) return 'Git merges dvc.lock by stage in this clone.'
  }
  const asked = settings.resolve.files.map((file) => inRepository(git, directory, file))
  const files = (await conflictedFiles(git, asked)).filter(({ path }) => asked.length === 0 || asked.includes(path))
  const absent = files.find(({ text, versions }) => text === undefined && versions === undefined)
  if (absent)
    throw new SetupError(
      'conflict-file-unknown',
      `resolve: the file ${absent.path} does not exist in the repository.`,
      {
        key: 'resolve',
        value: absent.path,
        remedy: 'Give its path relative to the current folder.',
      },
    )
  const open: string[] = []
  let resolved = 0
  for (const file of files) {
    const resolution = kindOf(file.path) === 'lock' ? resolveLock(file) : resolveData(file)
    if (!resolution) continue
    await run.step(file.path, async (outcome) => {
      if (resolution.text !== undefined && resolution.text !== file.text)
        await replaceFile(join(git.root, file.path), resolution.text)
      if (resolution.resolved) await git.markResolved(file.path)
      run.report.lint.push(...resolution.findings)
      outcome.message = resolution.message
      host.info(`${file.path}: ${resolution.message}.`)
      if (resolution.resolved) resolved += 1
      else {
        outcome.conclusion = 'failure'
        open.push(file.path)
      }
    })
  }
  return conclude(run, resolved, open, asked)
}

function conclude(run: Run, resolved: number, open: readonly string[], asked: readonly string[]): string {
  const done = resolved === 0 ? '' : `${resolved} file${resolved === 1 ? ' is' : 's are'} resolved and added to Git. `
  if (open.length > 0) {
    const steps = run.report.steps
      .filter(({ name }) => open.includes(name))
      .map(({ name, message }) => `${name}: ${message ?? ''}`)
    throw new ProjectError('conflict-unresolved', `${done}Conflicts left: ${steps.join('; ')}.`, {
      remedy: 'Run the commands of the findings, then run `dvc-ci resolve` again.',
    })
  }
  if (resolved === 0)
    return asked.length > 0 ? `${asked.join(', ')}: no conflict.` : 'No dvc.lock and no .dvc file is in conflict.'
  const again = run.report.lint.length > 0 ? ' and `dvc repro` for the stages in the findings' : ''
  return `${done}Now run \`dvc checkout\` (\`dvc pull\` where data is missing)${again}; \`dvc status\` shows the other stale stages.`
}

/** The path in Git of a file that the user named. */
function inRepository(git: GitRepository, directory: string, file: string): string {
  const path = relative(git.root, resolvePath(directory, file)).replaceAll('\\', '/')
  const kind = kindOf(path)
  if ((kind === 'lock' || kind === 'data') && !path.startsWith('../')) return path
  throw new SetupError(
    'conflict-file-unknown',
    `resolve: ${file} is ${path.startsWith('../') ? 'outside the repository' : 'neither a dvc.lock nor a .dvc file'}.`,
    {
      key: 'resolve',
      value: file,
      remedy: 'Resolve other files by hand. Without a path, dvc-ci resolves all DVC files that are in conflict.',
    },
  )
}

/** The files of DVC that Git could not merge, the other ones in the working tree, and the named ones. */
async function conflictedFiles(git: GitRepository, asked: readonly string[]): Promise<ConflictedFile[]> {
  const isOurs = (path: string) => kindOf(path) === 'lock' || kindOf(path) === 'data'
  const unmerged = new Map((await git.unmerged(isOurs)).map(({ path, ...versions }) => [path, versions]))
  const paths = new Set([...unmerged.keys(), ...(await git.workingFiles()).filter(isOurs), ...asked])
  return Promise.all(
    [...paths].sort().map(async (path): Promise<ConflictedFile> => {
      const text = await readFile(join(git.root, path), 'utf8').catch(() => undefined)
      const versions = unmerged.get(path)
      return { path, ...(text === undefined ? {} : { text }), ...(versions === undefined ? {} : { versions }) }
    }),
  )
}

/** Replaces a file atomically. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.dvc-ci-${process.pid}`
  await writeFile(temporary, text)
  await rename(temporary, path)
}
