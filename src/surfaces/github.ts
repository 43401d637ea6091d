import { messageOf } from '../errors/errors.js'
import type { CheckRun } from '../github/checks.js'
import type { GitHub } from '../github/client.js'
import type { ReportComment, Subject } from '../github/comment.js'
import type { Thread } from '../github/thread.js'
import { annotationsOf } from '../report/annotations.js'
import { type CommentContext, renderComment, renderRunning } from '../report/comment.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Finding, Report } from '../report/report.js'
import { headlineOf } from '../report/sections.js'
import type { Host } from '../run/host.js'
import { redactStrings } from '../run/redact.js'
import { acceptedByLabel } from '../steps/comments/parse-commands.js'
import type { SurfaceOptions, SurfaceSettings, Surfaces } from './live-report.js'

/** GitHub's limits on comments are tight, and nobody looks more often. */
const INTERVAL_MS = 15_000
/** A cancelled run is gone in 7.5 s, its comment included. */
const CANCELLED_MS = 6_500
/** Longer than GitHub's usual Retry-After; a verdict that waits for a comment would be worse. */
const FINAL_MS = 90_000
const FINDINGS_MS = 5_000

/** Opens GitHub over the network; only a run that speaks to GitHub loads its client. */
async function openGitHub({ event, github }: SurfaceSettings, host: Host): Promise<GitHub> {
  const { connect } = await import('../github/client.js')
  return connect({
    token: github.token ?? '',
    apiUrl: github.apiUrl,
    repository: event.repository ?? '',
    debug: (message) => host.debug(message),
  })
}

/** The comment and the check run of one run. */
export class GitHubSurfaces implements Surfaces {
  readonly host: Host
  private readonly started = performance.now()
  private readonly client: Promise<GitHub>
  private current: { status: string | undefined; since: Date } = { status: undefined, since: new Date() }
  /** What is being written, and what was before it. */
  private writing: Promise<void> = Promise.resolve()
  private elsewhere: Promise<Finding[]> = Promise.resolve([])
  private comment: ReportComment | undefined
  private lastWrite = 0
  private timer: NodeJS.Timeout | undefined
  /** True when nothing more is to be written: refused for good, or a newer run has the word. */
  private over = false

  constructor(
    private readonly settings: SurfaceSettings,
    private readonly wanted: { comment: boolean; checkRun: boolean },
    private readonly outer: Host,
    private readonly signal: AbortSignal,
    private readonly report: Report,
    private readonly options: SurfaceOptions,
  ) {
    this.host = {
      ...outer,
      status: (text) => {
        outer.status(text)
        this.onStatus(text)
      },
    }
    this.client = (options.open ?? openGitHub)(settings, outer)
    this.client.catch(() => undefined)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(this.timer)
        void this.client.then(
          (github) => github.endWithin(CANCELLED_MS),
          () => undefined,
        )
      },
      { once: true },
    )
  }

  /** Shows that the run has begun, in the background. */
  begin(): void {
    const { pullRequest } = this.settings.event
    if (pullRequest === undefined) return
    if (this.wanted.comment) this.writing = this.writeRunning()
    this.writing = this.writing.then(() => this.removeAcceptances(pullRequest))
    if (this.settings.lint?.off.includes('changed-elsewhere')) return
    this.elsewhere = this.writing
      .then(() => this.lookElsewhere(pullRequest))
      .catch((error: unknown) => {
        this.outer.debug(`other pull requests could not be looked at: ${messageOf(error)}`)
        return []
      })
  }

  async findings(): Promise<Finding[]> {
    if (this.signal.aborted) return []
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<Finding[]>((resolve) => {
      timer = setTimeout(() => resolve([]), FINDINGS_MS)
    })
    try {
      return await Promise.race([this.elsewhere, enough])
    } finally {
      clearTimeout(timer)
    }
  }

  /** @param onlyUpdate true to make no comment where there is none */
  async finish(files: KeptFiles, onlyUpdate = false): Promise<void> {
    clearTimeout(this.timer)
    try {
      const github = await this.client
      github.endWithin(FINAL_MS)
      await this.writing
      const report = this.shown()
      if (this.wanted.comment && !this.over && isWorthAComment(report))
        await this.writeResult(
          `${await this.acceptedLine(report)}${renderComment(report, this.context(files))}`,
          onlyUpdate,
        )
      if (this.wanted.checkRun) await this.writeCheckRun(github, report, files)
    } catch (error) {
      this.outer.warning(`The report could not be shown on GitHub: ${messageOf(error)}. The verdict is unchanged.`)
    }
  }

  private onStatus(text: string | undefined): void {
    if (text === undefined || text === this.current.status) return
    this.current = { status: text, since: new Date() }
    if (
      this.timer !== undefined ||
      this.over ||
      this.signal.aborted ||
      !this.wanted.comment ||
      this.settings.event.pullRequest === undefined
    )
      return
    const wait = Math.max(0, this.lastWrite + (this.options.interval ?? INTERVAL_MS) - performance.now())
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.writing = this.writing.then(() => this.writeRunning())
    }, wait)
    this.timer.unref()
  }

  /** Never throws: what fails for now is tried again with the result. */
  private async writeRunning(): Promise<void> {
    this.lastWrite = performance.now()
    if (this.over) return
    const status = this.current.status === undefined ? undefined : this.outer.redact(this.current.status)
    const body = renderRunning(
      this.shown(),
      { status, since: this.current.since, seconds: (performance.now() - this.started) / 1000 },
      this.context(),
    )
    try {
      await this.write(body, false)
    } catch (error) {
      await this.told(error)
    }
    this.lastWrite = performance.now()
  }

  /** What a rebuild after the merge finds again (see accepted-record.ts). Only what this run itself counted: a report of others never comes this way. */
  private async acceptedLine({ mode, policies }: Report): Promise<string> {
    const accepted = mode === 'validate' ? policies.flatMap((policy) => policy.accepted ?? []) : []
    return accepted.length === 0 ? '' : (await import('../github/accepted-record.js')).acceptedLine(accepted)
  }

  private async writeResult(body: string, onlyUpdate: boolean): Promise<void> {
    try {
      await this.write(body, onlyUpdate)
    } catch (error) {
      const other = await this.fallback(error)
      if (other === undefined) return this.told(error, true)
      this.comment = other
      await this.write(body, onlyUpdate).catch((second: unknown) => this.told(second, true))
    }
  }

  /** A token that may not write to the pull request that was merged may still write to the commit. */
  private async fallback(error: unknown): Promise<ReportComment | undefined> {
    const { failureOf } = await import('../github/failure.js')
    if (failureOf(error).status !== 403 || this.settings.event.pullRequest !== undefined) return undefined
    const { commitThread } = await import('../github/thread.js')
    return this.commentIn(commitThread(await this.client, this.report.source.sha))
  }

  private async write(body: string, onlyUpdate: boolean): Promise<void> {
    const comment = (this.comment ??= await this.openComment())
    const written = await comment.write(body, onlyUpdate)
    if (written.kind === 'overtaken') {
      this.over = true
      this.outer.info(`A run for a newer commit has the comment: ${written.url}`)
    } else if (written.kind === 'created') this.outer.info(`Comment: ${written.url}`)
  }

  private async openComment(): Promise<ReportComment> {
    const github = await this.client
    const { event } = this.settings
    if (event.pullRequest !== undefined)
      return this.commentIn((await import('../github/thread.js')).pullRequestThread(github, event.pullRequest.number))
    const { threadOfCommit } = await import('../github/commit-comment.js')
    return this.commentIn(await threadOfCommit(github, this.report.source.sha, event.ref.replace(/^refs\/heads\//, '')))
  }

  private async commentIn(thread: Thread): Promise<ReportComment> {
    const { ReportComment } = await import('../github/comment.js')
    const { event } = this.settings
    return new ReportComment(await this.client, thread, this.subject(), {
      run: event.run?.id ?? 0,
      attempt: event.run?.attempt ?? 1,
      sha: this.sha(),
    })
  }

  /** Warns of a comment that can't be written, once; what may heal is only told when it was the last try. */
  private async told(error: unknown, last = false): Promise<void> {
    const { failureOf, failureText, mayHaveHappened } = await import('../github/failure.js')
    const { rateLimitWait } = await import('../github/retry.js')
    const heals = mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== undefined
    if (heals && !last) {
      this.outer.debug(`comment: ${failureText(error)}; trying again with the result`)
      return
    }
    this.over = true
    const permission =
      this.settings.event.pullRequest === undefined ? 'pull-requests: write, contents: write' : 'pull-requests: write'
    const what =
      failureOf(error).status === 404 && this.settings.event.pullRequest !== undefined
        ? `pull request ${this.settings.event.pullRequest.number}`
        : 'the comment'
    this.outer.warning(
      `The comment could not be written (${what}: ${failureText(error, permission)}). The job summary has the whole report; the verdict is unchanged.`,
    )
  }

  private async writeCheckRun(github: GitHub, report: Report, files: KeptFiles): Promise<void> {
    const { publishCheckRun } = await import('../github/checks.js')
    const { event } = this.settings
    const { mode, project } = this.subject()
    const name = `dvc-ci ${mode}${project === '' ? '' : ` (${project})`}`
    const run: CheckRun = {
      name,
      sha: this.sha(),
      conclusion: report.conclusion,
      title: `${headlineOf(report).word}: ${report.message}`,
      summary: renderComment(report, this.context(files)),
      annotations: annotationsOf(report, project),
      id: `${name} ${event.run?.id ?? 0}.${event.run?.attempt ?? 1}`.slice(0, 255),
      ...(event.runUrl === undefined ? {} : { detailsUrl: event.runUrl }),
    }
    try {
      this.outer.info(`Check run: ${await publishCheckRun(github, run)}`)
    } catch (error) {
      const { failureText } = await import('../github/failure.js')
      this.outer.warning(
        `The check run could not be made (${failureText(error, 'checks: write')}). The verdict is unchanged.`,
      )
    }
  }

  /** A label that accepted an earlier head counts no more (see acceptances.ts); gone, it misleads nobody. Never throws. */
  private async removeAcceptances({
    number,
    action,
    labels = [],
  }: NonNullable<SurfaceSettings['event']['pullRequest']>): Promise<void> {
    const stale =
      action === 'synchronize' && this.settings.event.trusted
        ? labels.filter((name) => acceptedByLabel(name) !== undefined)
        : []
    if (stale.length === 0) return
    try {
      await (await import('../github/conversation.js')).removeLabels(await this.client, number, stale)
    } catch (error) {
      this.outer.debug(`labels of an earlier commit: ${messageOf(error)}`)
    }
  }

  private async lookElsewhere(pull: NonNullable<SurfaceSettings['event']['pullRequest']>): Promise<Finding[]> {
    const { changedElsewhere } = await import('./competing-pulls.js')
    return changedElsewhere(await this.client, { number: pull.number, head: pull.headSha, base: pull.baseRef })
  }

  /** The commit that people talk about: a pull request's head, not its merge with the base. */
  private sha(): string {
    return this.settings.event.pullRequest?.headSha ?? this.report.source.sha
  }

  private subject(): Subject {
    const { mode, github, event } = this.settings
    return { mode, project: github.project, workflow: event.workflow ?? '' }
  }

  /** The report without any secret. */
  private shown(): Report {
    return redactStrings(this.report, (text) => this.outer.redact(text))
  }

  /** @param files what the run leaves, once it has ended */
  private context(files: KeptFiles = {}): CommentContext {
    const { event, github } = this.settings
    const repositoryUrl = event.runUrl?.replace(/\/actions\/runs\/\d+$/, '')
    const sha = this.sha()
    return {
      project: github.project,
      ...(sha === '' ? {} : { sha }),
      ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
      ...(event.runUrl === undefined ? {} : { runUrl: event.runUrl }),
      // The workflow uploads it when this step has ended, so that its own address is not known yet.
      ...(event.runUrl === undefined || files.page === undefined ? {} : { pageUrl: `${event.runUrl}#artifacts` }),
    }
  }
}

/** A build that had nothing to build says nothing to anybody. */
function isWorthAComment({ mode, stages, conclusion }: Report): boolean {
  return (mode !== 'rebuild' && mode !== 'retrain') || stages.length > 0 || conclusion !== 'success'
}
