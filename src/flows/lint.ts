import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kindOf, loadProjectFiles } from '../dvc/project-files.js'
import { messageOf, ProjectError, SetupError } from '../errors/errors.js'
import type { LintDvcFile } from '../lint/input.js'
import { lint as findingsOf, RULES_OF_THE_PROJECT } from '../lint/lint.js'
import { conflictLine } from '../pipeline/conflict-marks.js'
import type { Project as ProjectIndex } from '../pipeline/project.js'
import type { Finding } from '../report/report.js'
import type { Run, StepOutcome } from '../run/run.js'
import { filesOfProject, locatedError } from '../steps/project/check-project.js'
import { gatherInput, takeInventory } from '../steps/project/git-inventory.js'
import { locate, openDvc } from '../steps/project/open-project.js'
import { type ProjectPaths, stagesBelow } from '../steps/project/project.js'
import { knownDvc } from '../steps/project/start-dvc.js'
import { addFindings } from '../steps/validate/check-tracking.js'
import { count } from '../text/words.js'
import { provideDvc } from '../toolchain/provide-dvc.js'

/**
 * Runs only the lint rules. It asks no remote. Without DVC, or with files that DVC cannot read, it runs the rules that
 * it can.
 * @returns one sentence
 * @throws {ProjectError} a finding is an error
 * @throws {SetupError} no DVC project, or DVC cannot read a file for another reason than a conflict
 */
export async function lint(run: Run): Promise<string> {
  const place = await locate(run)
  const { git, dvcRoot } = place
  const refusal = await run.step('lint', async (outcome) => {
    const loading = loadFiles(place)
    const [inventory, loaded, resolved] = await Promise.all([
      takeInventory(git, dvcRoot),
      loading,
      resolveProject(run, place, loading),
    ])
    const index = resolved.project && { ...resolved.project, stages: stagesBelow(resolved.project) }
    const input = await gatherInput(
      run,
      git,
      dvcRoot,
      inventory,
      loaded.files.filter(({ path }) => !place.fromGit(path).startsWith('../')),
      index,
    )
    addFindings(run, outcome, findingsOf(input, run.settings.lint.off))
    if (resolved.reason !== undefined) leaveOut(run, outcome, resolved.reason)
    return loaded.problem ?? resolved.refusal
  })
  if (refusal) throw refusal
  return conclude(run.report.lint)
}

function conclude(findings: readonly Finding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const others = findings.length - errors.length
  if (first)
    throw new ProjectError(
      'lint-failed',
      `${errors.length === 1 ? '' : `${errors.length} errors, the first: `}${first.path === undefined ? '' : `${first.path}: `}${first.message}`,
    )
  return others === 0
    ? 'All lint rules passed.'
    : `No errors; ${count(others, 'warning or notice', 'warnings and notices')}.`
}

/** Reports the rules that could not run, and why. */
function leaveOut(run: Run, outcome: StepOutcome, reason: string): void {
  run.host.warning(
    `These rules did not run, because DVC could not resolve the project: ${RULES_OF_THE_PROJECT.join(', ')}. ${reason}`,
  )
  outcome.conclusion ??= 'warning'
  outcome.message = `${outcome.message ?? ''}; without ${RULES_OF_THE_PROJECT.join(', ')}`
}

interface LoadedFiles {
  files: LintDvcFile[]
  /** Why DVC cannot read a file, conflict marks excepted. */
  problem?: Error
  conflicted: boolean
}

/** The files of DVC. Files with conflict marks have no data; where another file is unreadable, no file has. */
async function loadFiles({ git, directory, root, dvcRoot, inGit, fromGit }: ProjectPaths): Promise<LoadedFiles> {
  const texts = await Promise.all(
    (await filesOfProject(git, dvcRoot || '.')).map(async (path) => ({
      path,
      text: await readFile(join(git.root, path), 'utf8').catch(() => undefined),
    })),
  )
  const files = texts.flatMap(({ path, text }): LintDvcFile[] => {
    const kind = kindOf(path)
    return kind === undefined || text === undefined ? [] : [{ path, kind, text }]
  })
  const whole = files.filter(({ text }) => conflictLine(text) === undefined)
  const conflicted = whole.length < files.length
  try {
    const loaded = new Map(
      (
        await loadProjectFiles(
          directory,
          root,
          whole.map(({ path }) => fromGit(path)),
        )
      ).map((file) => [inGit(file.path), file.data]),
    )
    return {
      conflicted,
      files: files.map((file) => ({
        ...file,
        ...(loaded.has(file.path) ? { data: loaded.get(file.path) ?? {} } : {}),
      })),
    }
  } catch (error) {
    // Without the files in conflict a project may be empty; then only the conflict is reported.
    const problem =
      conflicted && whole.every(({ kind }) => kind === 'lock')
        ? undefined
        : await locatedError(error, inGit, (path) => readFile(join(directory, path), 'utf8').catch(() => undefined))
    return { conflicted, files, ...(problem instanceof Error ? { problem } : {}) }
  }
}

interface Resolved {
  project?: ProjectIndex
  /** Why there is no project. */
  reason?: string
  /** The error with which DVC rejects the project. */
  refusal?: Error
}

/** The project as DVC resolves it. DVC starts while the files are read, and gets no request if they are invalid. */
async function resolveProject(run: Run, place: ProjectPaths, loading: Promise<LoadedFiles>): Promise<Resolved> {
  const { settings, host, signal } = run
  try {
    // Lint asks no remote, so DVC needs no packages for remotes.
    const installation = await provideDvc({
      schemes: [],
      cwd: place.directory,
      env: process.env,
      host,
      signal,
      known: (python) => knownDvc(signal, python),
      ...(settings.dvcVersion === undefined ? {} : { version: settings.dvcVersion }),
    })
    run.facts.dvcVersion = installation.version
    const dvc = await openDvc(run, place, installation)
    try {
      const { problem, conflicted } = await loading
      if (problem !== undefined || conflicted)
        return { reason: conflicted ? 'Resolve the conflict first: `dvc-ci resolve`.' : 'Fix the file first.' }
      return { project: await dvc.inspect() }
    } catch (error) {
      if (signal.aborted || !(error instanceof SetupError)) throw error
      const refusal = await locatedError(error, place.inGit, (path) =>
        readFile(join(place.directory, path), 'utf8').catch(() => undefined),
      )
      return { reason: messageOf(error), refusal: refusal instanceof Error ? refusal : error }
    } finally {
      await dvc.close()
    }
  } catch (error) {
    if (signal.aborted) throw error
    return { reason: messageOf(error) }
  }
}
