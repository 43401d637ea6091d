import { CancelledError, messageOf } from '../../errors/errors.js'
import type { BuildsReport } from '../../report/builds-report.js'
import { type HistoryOutcome, historyFiles, historyOutcome } from '../../report/history-files.js'
import { historyText } from '../../run/page-file.js'
import { redactStrings } from '../../run/redact.js'
import { writeWhole } from '../../run/report-file.js'
import type { Run } from '../../run/run.js'
import { codeBranch } from '../../settings/mode-settings.js'
import { IDENTITY } from '../official/official-builds.js'
import { locateAgain } from '../project/open-project.js'
import type { ProjectPaths } from '../project/project.js'
import { currentBranch } from '../publish/ask-server.js'
import { readHistory } from './read-history.js'

/** `[skip ci]` keeps GitHub from starting workflows of the branch for it. */
const MESSAGE = 'CI: Update the history of official builds [skip ci]'
/** The folder of the branch that dvc-ci writes; other files of the branch belong to others. */
const FOLDER = 'dvc-ci'

/**
 * Rejects a branch of the code before the build, where only the checkout or the server names it.
 * @throws {SetupError} the branch for the history is the checked-out branch or the default branch
 */
export async function checkHistoryBranch(run: Run): Promise<void> {
  const { branch } = run.settings.history
  if (branch === undefined || run.settings.event.defaultBranch !== undefined) return
  const { git } = await locateAgain(run)
  if ([await git.branch(), await git.remoteDefaultBranch()].includes(branch)) throw codeBranch(branch)
}

/**
 * Writes the page of all official builds after a build or a rollback, into the file and the branch of the settings. The
 * version is published by then, so a failure is only a warning.
 */
export async function recordHistory(run: Run): Promise<void> {
  const { branch, page } = run.settings.history
  if ((branch === undefined && page === undefined) || run.settings.rebuild.dryRun) return
  await run.step('history', async (outcome) => {
    try {
      const result = await writeHistory(run, await locateAgain(run))
      outcome.message = historyOutcome(result)
      if (result.some(({ failed }) => failed)) outcome.conclusion = 'warning'
    } catch (error) {
      if (error instanceof CancelledError) throw error
      outcome.conclusion = 'warning'
      outcome.message = messageOf(error)
    }
    if (outcome.conclusion === 'warning') run.host.warning(`The history of builds was not written: ${outcome.message}`)
  })
}

async function writeHistory(run: Run, paths: ProjectPaths): Promise<HistoryOutcome[]> {
  const { git, inGit } = paths
  const { settings, host, report } = run
  const { branch, page } = settings.history
  const isWhole = await git.fetchAllHistory()
  const builds: BuildsReport = redactStrings(await readHistory(paths, settings, await newest(run, paths)), (text) =>
    host.redact(text),
  )
  const text = historyText({ builds, source: report.source })
  const outcomes: HistoryOutcome[] = []
  if (page !== undefined) outcomes.push(writtenPage(page, text))
  if (branch === undefined) return outcomes
  const refused = await whyRefused(paths, branch, builds)
  if (refused !== undefined || !isWhole)
    return [
      ...outcomes,
      {
        place: branch,
        failed: true,
        words:
          refused ??
          'the page would lose builds: the server did not give the whole history, or a tag differs from its own',
      },
    ]
  const directory = inGit('.')
  const answer = await git.publishFolder({
    branch,
    folder: directory === '.' ? FOLDER : `${FOLDER}/${directory}`,
    files: historyFiles(builds, text),
    message: MESSAGE,
    identity: IDENTITY,
  })
  const words =
    answer.kind === 'pushed'
      ? `pushed ${answer.sha.slice(0, 7)}${answer.attempts > 1 ? ` after ${answer.attempts} attempts` : ''}`
      : answer.kind === 'unchanged'
        ? 'unchanged'
        : `the push was rejected: ${answer.words}`
  return [...outcomes, { place: branch, failed: answer.kind === 'refused' || answer.kind === 'failed', words }]
}

/** Writes the page into a file. Where that fails, the branch can still get it. */
function writtenPage(page: string, text: string): HistoryOutcome {
  try {
    writeWhole(page, text)
    return { place: page, failed: false, words: 'written' }
  } catch (error) {
    return { place: page, failed: true, words: messageOf(error) }
  }
}

/** The tip of the branch, which another build may have moved since: its page must not lose that build. */
async function newest({ settings }: Run, { git }: ProjectPaths): Promise<string> {
  const branch = await currentBranch({ settings }, { git })
  const tip = branch === undefined ? undefined : await git.fetchTip(branch)
  return tip !== undefined && (await git.isAncestor('HEAD', tip)) ? tip : 'HEAD'
}

/** Why the branch is not written to: the commits of builds are on branches of the code alone. */
async function whyRefused({ git }: ProjectPaths, branch: string, builds: BuildsReport): Promise<string | undefined> {
  const [tip, [first]] = [await git.fetchTip(branch), builds.list]
  if (tip === undefined || first === undefined || !(await git.isAncestor(first.sha, tip))) return undefined
  return 'it is a branch of the code: name another one in history.branch, such as gh-pages'
}
