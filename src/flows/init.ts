import type { ExitCode } from '../errors/errors.js'
import { SetupError } from '../errors/errors.js'
import { type GitRepository, openRepository } from '../git/repository.js'
import { type Answers, factDefaults } from '../init/answers.js'
import { tasks } from '../init/by-hand.js'
import type { RepositoryFacts } from '../init/facts.js'
import { type PlannedFile, planFiles, policiesOf } from '../init/plan.js'
import { describeChange, describeFacts, describeTasks } from '../init/summary.js'
import { movedCommands } from '../report/shell-remedy.js'
import type { TerminalHost } from '../run/terminal-host.js'
import { version } from '../run/version.js'
import { projectDirectory } from '../settings/config-file.js'
import type { InitRequest } from '../settings/init-arguments.js'
import { type FileChange, planChanges, showChanges } from '../steps/init/changes.js'
import { collectFacts, folderFromShell } from '../steps/init/collect-facts.js'
import { makeDemo } from '../steps/init/demo.js'
import { leftToCommit } from '../steps/init/left-to-commit.js'
import { openPullRequest, preparePullRequest } from '../steps/init/pull-request.js'
import { answer, asks, terminalQuestion } from '../steps/init/questions.js'
import { type InitRecord, RECORD, readRecord, recordText } from '../steps/init/record.js'
import { requireWritable, writeFiles } from '../steps/init/write-files.js'
import { shellWord } from '../text/shell-word.js'
import { joined } from '../text/words.js'

/** A laptop without a network must not wait for the Git server. */
const SERVER_SECONDS = 10
const FIRST_PAUSE_MS = 100

/**
 * Runs `dvc-ci init`: reads the repository, asks, shows the changes and writes them.
 * @throws {SetupError} before anything is written: no DVC project, a file of the same name, missing rights
 */
export async function initialize(
  request: Exclude<InitRequest, { kind: 'help' }>,
  host: TerminalHost,
  signal: AbortSignal,
): Promise<ExitCode> {
  if (request.kind === 'demo') return makeDemo(request.directory, host, signal)
  const git = await openRepository(await projectDirectory(process.cwd(), request.directory), {
    signal,
    host,
    timeout: SERVER_SECONDS,
    backoff: FIRST_PAUSE_MS,
  })
  const record = await readRecord(git.root)
  if (request.update && record === undefined) throw noRecord()
  const earlier = request.update ? Object.keys(record?.policies ?? {}) : []
  const facts = await collectFacts(git, request.projects.length > 0 ? request.projects : earlier)
  host.print(describeFacts(facts))
  const question = terminalQuestion(signal)
  const answers = await answer(request, facts, record, { question, current: await git.branch() })
  const planned = planFiles(facts, answers, record?.policies)
  const changes = await planChanges(git.root, planned, record?.files ?? {}, request.overwrite)
  rejectForeign(changes)
  const top = await folderFromShell(git.root)
  await rejectUncommitted({ git, top }, changes, record, request.overwrite)
  const after = recordFile(facts, answers, record, planned)
  const written = changes.flatMap(({ path, after: text }) => (text === undefined ? [] : [{ path, text }]))
  const files = [...written, ...(record?.text === after ? [] : [{ path: RECORD, text: after }])]
  if (request.dryRun || (asks(request) && written.length > 0)) host.print(`${await showChanges(changes)}\n`)
  host.print(`${changes.map(describeChange).join('\n')}\n`)
  if (request.dryRun) return 0
  await requireWritable(
    git.root,
    files.map(({ path }) => path),
  )
  const proposal = request.pullRequest ? await preparePullRequest(git, host, signal, answers.branch) : undefined
  if (asks(request) && written.length > 0) await confirmWrite(written.length, question)
  await writeFiles(git.root, files)
  const managed = [RECORD, ...Object.keys(record?.files ?? {}), ...planned.map(({ path }) => path)]
  const left = request.pullRequest ? { paths: [] } : await leftToCommit(git, facts, managed, answers.branch)
  host.print(describeTasks(tasks(facts, answers, top), left))
  if (proposal !== undefined) {
    const before = new Map(changes.map(({ path, before: text }) => [path, text]))
    await openPullRequest(
      proposal,
      files.map(({ path }) => path),
      before.set(RECORD, record?.text),
    )
  }
  return 0
}

async function confirmWrite(count: number, question: (text: string) => Promise<string>): Promise<void> {
  const said = (await question(`Write ${count === 1 ? 'this file' : `these ${count} files`}? [Y/n] `)).trim()
  if (/^(?:|y|yes)$/i.test(said)) return
  throw new SetupError('not-confirmed', 'the answer was not yes, so nothing was written.', {
    key: 'yes',
    value: said,
    remedy: 'Use `--yes` to answer every question with yes.',
  })
}

function recordFile(
  facts: RepositoryFacts,
  answers: Answers,
  record: InitRecord | undefined,
  planned: readonly PlannedFile[],
): string {
  const policies = Object.fromEntries(
    facts.projects.map((project) => [project.directory, [...policiesOf(project, record?.policies ?? {}).policies]]),
  )
  const earlier = record ?? { files: {}, policies: {} }
  const files = Object.fromEntries(planned.map(({ path, text }) => [path, text]))
  return recordText({
    version: version(),
    answers,
    defaults: factDefaults(facts),
    // A file or a project that this call leaves out keeps its base.
    policies: { ...earlier.policies, ...policies },
    files: { ...earlier.files, ...files },
  })
}

function rejectForeign(changes: readonly FileChange[]): void {
  const foreign = changes.filter(({ action }) => action === 'foreign').map(({ path }) => path)
  if (foreign.length === 0) return
  throw new SetupError(
    'init-file-exists',
    `${joined(foreign)} ${foreign.length === 1 ? 'exists' : 'exist'}, and no \`dvc-ci init\` wrote it. No file was changed.`,
    {
      key: 'overwrite',
      value: foreign.join(', '),
      remedy: 'Rename the file, or replace it with `--overwrite` (`--dry-run --overwrite` shows the change).',
    },
  )
}

/** A text that Git does not have would be lost. The text of the last `init` is no loss. */
async function rejectUncommitted(
  { git, top }: { git: GitRepository; top: string },
  changes: readonly FileChange[],
  record: InitRecord | undefined,
  overwrite: boolean,
): Promise<void> {
  if (overwrite) return
  const uncommitted = new Set((await git.uncommitted()).map(({ path }) => path))
  const lost = changes.filter(
    ({ path, before, after }) =>
      after !== undefined && before !== undefined && before !== record?.files[path] && uncommitted.has(path),
  )
  if (lost.length === 0) return
  const paths = lost.map(({ path }) => path)
  throw new SetupError(
    'init-file-uncommitted',
    `${joined(paths)} ${paths.length === 1 ? 'has' : 'have'} uncommitted changes, and init would change ${paths.length === 1 ? 'it' : 'them'}. No file was changed.`,
    {
      key: 'overwrite',
      value: paths.join(', '),
      remedy: movedCommands(
        `Commit first: \`git add -- ${paths.map(shellWord).join(' ')} && git commit\`. Or give \`--overwrite\`.`,
        top,
      ),
    },
  )
}

function noRecord(): SetupError {
  return new SetupError('argument-invalid', `--update: there is no ${RECORD}, so no init ran here before.`, {
    key: 'update',
    value: RECORD,
    remedy: 'Run `dvc-ci init` without --update.',
  })
}
