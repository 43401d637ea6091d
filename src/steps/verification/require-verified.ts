import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProjectError } from '../../errors/errors.js'
import { type ProvenanceStatement, subjectsOf } from '../../provenance/statement.js'
import type { ExaminationReport } from '../../report/report.js'
import type { Run } from '../../run/run.js'
import { downloadAt } from '../data/download-at.js'
import type { Project, ProjectPaths } from '../project/project.js'
import { type CommittedBuild, committedBuild, hashed } from './content-at.js'
import { bundlesOfCommit, bundlesOfFile } from './find-bundles.js'
import { verifyBuild, verifyOutputs } from './verify-build.js'

/** The verified statement of a build, with the project of its commit. */
export interface ProvenBuild {
  statement: ProvenanceStatement
  build: CommittedBuild
}

/**
 * Verifies who built a commit, of which source, and that the statement is about its dvc.lock files.
 * @param bundle a file in place of the statements on the Git server
 * @throws {ProjectError} there is no statement, or a check failed
 * @throws as `verifyStatement`
 */
export async function requireProvenance(
  run: Run,
  paths: ProjectPaths,
  commit: string,
  bundle?: string,
): Promise<ProvenBuild> {
  return run.step('verify provenance', async (outcome) => {
    const bundles = bundle === undefined ? await bundlesOfCommit(paths.git, commit) : await bundlesOfFile(bundle)
    if (bundles === undefined)
      throw new ProjectError(
        'provenance-missing',
        `the Git server has no signed statement about ${commit.slice(0, 7)}.`,
        {
          key: 'provenance',
          value: commit,
          remedy:
            'Name the commit or the tag of an official build that was signed (`provenance: on`), or its bundle with `--bundle FILE`.',
        },
      )
    const build = await committedBuild(paths, commit)
    const { rows, statement } = await verifyBuild(run, paths, commit, bundles, build)
    record(run, rows)
    if (statement === undefined) throw failureOf(commit.slice(0, 7), rows)
    outcome.message = rows.find(({ name }) => name === 'signature')?.message ?? ''
    return { statement, build }
  })
}

/**
 * Verifies that outputs of a proven build have the signed bytes: in the workspace, DVC's cache or Git, else downloaded.
 * @param outputs paths in the repository; undefined: every output
 * @param mayLack false where an output must be signed also if the machine of the build did not have it
 * @param open the project for downloads; undefined where the user wants none
 * @throws {ProjectError} an output differs, is not signed, or is nowhere
 */
export async function requireSignedOutputs(
  run: Run,
  commit: string,
  { statement, build }: ProvenBuild,
  {
    outputs = allOutputs(statement, build),
    mayLack = true,
    open,
  }: { outputs?: readonly string[] | undefined; mayLack?: boolean; open: (() => Promise<Project>) | undefined },
): Promise<void> {
  await run.step('verify bytes', async (outcome) => {
    const rows = await verifyOutputs(run, statement, { outputs, mayLack }, async (path) => {
      const found = await build.hash(path)
      return found ?? (open === undefined ? undefined : downloaded(await open(), commit, path))
    })
    record(run, rows)
    if (rows.some(({ state }) => state === 'error')) throw failureOf(commit.slice(0, 7), rows)
    outcome.message = `${rows.length} compared`
  })
}

/** The outputs of the commit, and what else is signed: a model of a `.dvc` file. */
function allOutputs(statement: ProvenanceStatement, { locks, outputs }: CommittedBuild): string[] {
  const signed = [...subjectsOf(statement).keys()].filter((path) => !locks.has(path) && !path.startsWith('../'))
  return [...new Set([...outputs, ...signed])]
}

async function downloaded(project: Project, commit: string, path: string) {
  const target = await downloadAt(project, commit, project.fromGit(path))
  try {
    const content = await hashed(target, undefined)
    return content && { content, place: 'the remote' }
  } finally {
    await rm(dirname(target), { recursive: true, force: true })
  }
}

/**
 * Verifies a build before it is deployed, restored or promoted, where the settings require it.
 * @param outputs paths in the repository whose bytes are compared; undefined: every output
 * @throws as `requireProvenance` and `requireSignedOutputs`
 */
export async function requireVerified(project: Project, commit: string, outputs?: readonly string[]): Promise<void> {
  const { run } = project
  if (run.settings.provenance.use !== 'required') return
  const proven = await requireProvenance(run, project, commit)
  // A named output is the one that is deployed.
  const mayLack = outputs === undefined
  await requireSignedOutputs(run, commit, proven, { outputs, mayLack, open: () => Promise.resolve(project) })
}

function record({ report }: Run, rows: readonly ExaminationReport[]): void {
  report.verification = [...(report.verification ?? []), ...rows]
}

/** The error of the first check that failed. */
export function failureOf(subject: string, rows: readonly ExaminationReport[]): ProjectError {
  const failed = rows.filter(({ state }) => state === 'error')
  const [first] = failed
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : ''
  return new ProjectError(
    'provenance-unverified',
    `${subject} does not verify: ${first?.name ?? ''}: ${first?.message ?? ''}${more}.`,
    {
      key: 'provenance',
      value: first?.name ?? '',
      ...(first?.remedy === undefined ? {} : { remedy: first.remedy }),
    },
  )
}
