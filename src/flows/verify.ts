import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { cacheFolder } from '../dvc/cached-object.js'
import { SetupError } from '../errors/errors.js'
import { verificationSummary } from '../report/verification.js'
import type { Run } from '../run/run.js'
import { locate, openProject } from '../steps/project/open-project.js'
import type { Project, ProjectPaths } from '../steps/project/project.js'
import { commitOfVersion, versionNumber } from '../steps/release/restore-alias.js'
import { bundlesOfAllBuilds, bundlesOfFile } from '../steps/verification/find-bundles.js'
import { failureOf, requireProvenance, requireSignedOutputs } from '../steps/verification/require-verified.js'
import { verifyContent } from '../steps/verification/verify-content.js'

/**
 * Verifies a revision, a file, a folder or a version of the registered model: who signed it, which source it was built
 * from, and that its bytes are the signed ones. It changes nothing; DVC starts only where bytes must be downloaded.
 * @returns one sentence
 * @throws {ProjectError} there is no statement, or a check failed
 * @throws {SetupError} an unknown subject, a key or a root that cannot be used
 * @throws {OutsideError} Git, MLflow, the remote or Sigstore does not answer
 */
export async function verify(run: Run): Promise<string> {
  const { subject, bundle } = run.settings.verify
  const file = resolve(run.settings.workingDirectory, subject)
  const paths = await placeOf(run, bundle !== undefined && existsSync(file))
  if (paths === undefined) await verifyFile(run, { path: file, name: subject })
  else {
    const project = lazyProject(run, paths)
    try {
      const commit = await commitOf(run, paths, project.open)
      if (commit === undefined) await verifyFile(run, { path: file, name: subject, paths })
      else {
        run.report.source.sha = commit
        const proven = await requireProvenance(run, paths, commit, bundle)
        const open = run.settings.validate.pull === 'none' ? undefined : project.open
        await requireSignedOutputs(run, commit, proven, { open })
      }
    } finally {
      await project.close()
    }
  }
  return verificationSummary(subject, run.report.verification ?? [])
}

/** The project; undefined where there is none, and a file is verified by its bundle alone. */
async function placeOf(run: Run, isFileWithBundle: boolean): Promise<ProjectPaths | undefined> {
  try {
    return await locate(run)
  } catch (error) {
    const isNone =
      error instanceof SetupError &&
      ['git-repository-missing', 'git-no-commit', 'dvc-project-missing'].includes(error.id)
    if (isNone && isFileWithBundle) return undefined
    throw error
  }
}

/** The commit that the user means; undefined for a file. @throws {SetupError} neither Git nor the disk has it */
async function commitOf(run: Run, { git }: ProjectPaths, open: () => Promise<Project>): Promise<string | undefined> {
  const { subject } = run.settings.verify
  const number = versionNumber(subject)
  if (number !== undefined) return commitOfVersion(await open(), number)
  if (!subject.startsWith('./')) {
    const commit = /^[0-9a-f]{40}$/.test(subject) ? await git.ensureCommit(subject) : await git.resolve(subject)
    if (commit !== undefined) return commit
  }
  if (existsSync(resolve(run.settings.workingDirectory, subject))) return undefined
  throw new SetupError('argument-invalid', `verify: '${subject}' is no revision of Git and no file.`, {
    key: 'verify',
    value: subject,
    remedy: 'Name a tag, a branch, a commit, a path, or version:N of the registered model.',
  })
}

async function verifyFile(
  run: Run,
  { path, name, paths }: { path: string; name: string; paths?: ProjectPaths },
): Promise<void> {
  const { bundle } = run.settings.verify
  const bundles =
    bundle !== undefined ? [await bundlesOfFile(bundle)] : paths === undefined ? [] : bundlesOfAllBuilds(paths.git)
  await run.step('verify bytes', async () => {
    const rows = await verifyContent(
      run,
      { path, name, ...(paths === undefined ? {} : { cache: await cacheFolder(paths.root), git: paths.git }) },
      bundles,
    )
    run.report.verification = rows
    if (rows.some(({ state }) => state === 'error')) throw failureOf(name, rows)
  })
}

/** Opens the project with DVC at its first use. */
function lazyProject(run: Run, paths: ProjectPaths): { open: () => Promise<Project>; close: () => Promise<void> } {
  let opened: Promise<Project> | undefined
  return {
    open: () => (opened ??= openProject(run, paths).then(({ project }) => project)),
    close: async () => (await opened?.catch(() => undefined))?.dvc.close(),
  }
}
