import { readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { join, relative, resolve as resolvePath } from 'node:path'
import { kindOf } from '../dvc/project-file.js'
import { ProjectError, SetupError } from '../errors/errors.js'
import { type GitRepository, openRepository } from '../git/repository.js'
import { type ConflictedFile, settleData, settleLock } from '../pipeline/settle.js'
import type { Run } from '../run/run.js'
import { installMergeDriver } from './merge-driver.js'

/**
 * Settles conflicts in dvc.lock and `.dvc` files: by stage where the sides changed different ones, and otherwise says what each has and what to do. Git is
 * told of a file only when nothing is left to decide about it. Knows nothing of DVC and works on what Git has, so that it works while nothing else does.
 * @returns one sentence
 * @throws {SetupError} a file that is none of DVC's
 * @throws {ProjectError} something is left to decide; the findings say what
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
    throw new SetupError('conflict-file-unknown', `resolve: there is no file ${absent.path} in the repository.`, {
      key: 'resolve',
      value: absent.path,
      remedy: 'Name it as seen from the current folder.',
    })
  const open: string[] = []
  let settled = 0
  for (const file of files) {
    const settlement = kindOf(file.path) === 'lock' ? settleLock(file) : settleData(file)
    if (!settlement) continue
    await run.step(file.path, async (outcome) => {
      if (settlement.text !== undefined && settlement.text !== file.text)
        await replaceFile(join(git.root, file.path), settlement.text)
      if (settlement.settled) await git.markSettled(file.path)
      run.report.lint.push(...settlement.findings)
      outcome.message = settlement.message
      host.info(`${file.path}: ${settlement.message}.`)
      if (settlement.settled) settled += 1
      else {
        outcome.conclusion = 'failure'
        open.push(file.path)
      }
    })
  }
  return conclude(run, settled, open, asked)
}

function conclude(run: Run, settled: number, open: readonly string[], asked: readonly string[]): string {
  const done = settled === 0 ? '' : `${settled} file${settled === 1 ? ' is' : 's are'} settled and added to Git. `
  if (open.length > 0) {
    const steps = run.report.steps
      .filter(({ name }) => open.includes(name))
      .map(({ name, message }) => `${name}: ${message ?? ''}`)
    throw new ProjectError('conflict-unresolved', `${done}Something is left to decide: ${steps.join('; ')}.`, {
      remedy: 'The findings say what to run; then run `dvc-ci resolve` again.',
    })
  }
  if (settled === 0)
    return asked.length > 0
      ? `${asked.join(', ')}: nothing is in conflict.`
      : 'No dvc.lock and no .dvc file is in conflict.'
  const again = run.report.lint.length > 0 ? ' and `dvc repro` for the stages that the findings name' : ''
  return `${done}Now run \`dvc checkout\` (\`dvc pull\` where data is missing)${again}; \`dvc status\` tells whether anything else must be reproduced.`
}

/** A file as the user names it, as Git does. */
function inRepository(git: GitRepository, directory: string, file: string): string {
  const path = relative(git.root, resolvePath(directory, file)).replaceAll('\\', '/')
  const kind = kindOf(path)
  if ((kind === 'lock' || kind === 'data') && !path.startsWith('../')) return path
  throw new SetupError(
    'conflict-file-unknown',
    `resolve: ${file} is ${path.startsWith('../') ? 'outside of the repository' : 'neither a dvc.lock nor a .dvc file'}.`,
    {
      key: 'resolve',
      value: file,
      remedy: 'Settle other files by hand; without a name all files of DVC that are in conflict are settled.',
    },
  )
}

/** The files of DVC that Git could not merge, and those that it has with the marks of a conflict in them. */
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

/** All of the new text or all of the old one, whatever happens meanwhile. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.dvc-ci-${process.pid}`
  await writeFile(temporary, text)
  await rename(temporary, path)
}
