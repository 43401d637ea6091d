import { messageOf } from '../errors/errors.js'
import type { CheckRun } from '../github/checks.js'
import type { GitHub } from '../github/client.js'
import type { ReportComment, Subject } from '../github/comment.js'
import type { Thread } from '../github/thread.js'
import { annotationsOf } from '../report/annotations.js'
import { type CommentContext, renderComment, renderRunning } from '../report/comment.js'
import type { StoredPictures } from '../report/comment-pictures.js'
import { titleOf } from '../report/headline.js'
import type { KeptFiles } from '../report/kept-files.js'
import type { Finding, Report } from '../report/report.js'
import type { PagePictures } from '../report/thumbnails.js'
import type { Host } from '../run/host.js'
import { repositoryUrl } from '../run/new-report.js'
import { redactStrings } from '../run/redact.js'
import { acceptedByLabel } from '../steps/comments/parse-commands.js'
import { storedPictures } from './pictures.js'
import type { SurfaceOptions, SurfaceSettings, Surfaces } from './surface.js'

/** Least time between two updates of a comment: GitHub's rate limits on comments are low. */
const INTERVAL_MS = 15_000
/** The runner kills a cancelled run after 7.5 s; the comment must be written before. */
const CANCELLED_MS = 6_500
/** Longer than GitHub's usual Retry-After. The verdict must not wait longer for a comment. */
const FINAL_MS = 90_000
const FINDINGS_MS = 5_000

/** Opens GitHub over the network. Only a run that calls GitHub loads its client. */
async function openGitHub({ event, github }: SurfaceSettings, host: Host): Promise<GitHub> {
  const { connect } = await import('../github/client.js')
  return connect({
    token: github.token ?? '',
    apiUrl: github.apiUrl,
    repository: event.repository ?? '',
    debug: (message) => host.debug(message),
    redact: (text) => host.redact(text),
  })
}

/** The comment and the check run of one run. */
export class GitHubSurfaces implements Surfaces {
  readonly host: Host
  private readonly started = performance.now()
  private readonly open: () => Promise<GitHub>
  private readonly client: Promise<GitHub>
  private current: { status: string | undefined; since: Date } = { status: undefined, since: new Date() }
  /** Settles when all writes so far have ended. */
  private writing: Promise<void> = Promise.resolve()
  private competing: Promise<Finding[]> = Promise.resolve([])
  private comment: ReportComment | undefined
  private pictures: StoredPictures | undefined
  private lastWrite = 0
  private timer: NodeJS.Timeout | undefined
  /** True after GitHub has rejected a write for good, or a newer run owns the comment: nothing more is written. */
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
    this.open = () => (options.open ?? openGitHub)(settings, outer)
    this.client = this.open()
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
    this.competing = this.writing
      .then(() => this.competingPulls(pullRequest))
      .catch((error: unknown) => {
        this.outer.debug(`competing pull requests are unknown: ${messageOf(error)}`)
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
      return await Promise.race([this.competing, enough])
    } finally {
      clearTimeout(timer)
    }
  }

  /** @param onlyUpdate true: update a comment that exists, create none */
  async finish(files: KeptFiles, pictures?: PagePictures, onlyUpdate = false): Promise<void> {
    clearTimeout(this.timer)
    try {
      if (this.wanted.comment && !this.over && pictures !== undefined)
        this.pictures = await storedPictures(this.open, this.settings, this.outer, this.signal, this.report, pictures)
      const github = await this.client
      github.endWithin(FINAL_MS)
      await this.writing
      const report = this.shown()
      if (this.wanted.comment && !this.over && isWorthAComment(report))
        await this.writeResult(
          `${await this.acceptedLine(report)}${renderComment(report, this.context(files))}`,
          onlyUpdate || isUnpublishedRollback(report),
        )
      if (this.wanted.checkRun) await this.writeCheckRun(github, report, files)
    } catch (error) {
      this.outer.warning(`GitHub cannot show the report: ${messageOf(error)}. The verdict is unchanged.`)
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

  /** Never throws: a write that failed is tried again with the result. */
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
      await this.warnOnce(error)
    }
    this.lastWrite = performance.now()
  }

  /** The record that a rebuild after the merge reads (see accepted-record.ts). It has only acceptances that this run counted. */
  private async acceptedLine({ mode, policies }: Report): Promise<string> {
    const accepted = mode === 'validate' ? policies.flatMap((policy) => policy.accepted ?? []) : []
    return accepted.length === 0 ? '' : (await import('../github/accepted-record.js')).acceptedLine(accepted)
  }

  private async writeResult(body: string, onlyUpdate: boolean): Promise<void> {
    try {
      await this.write(body, onlyUpdate)
    } catch (error) {
      const other = await this.fallback(error)
      if (other === undefined) return this.warnOnce(error, true)
      this.comment = other
      await this.write(body, onlyUpdate).catch((second: unknown) => this.warnOnce(second, true))
    }
  }

  /** The commit's thread: a token that may not write to the merged pull request may still write to its commit. */
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
      this.outer.info(`The comment belongs to a run of a newer commit: ${written.url}`)
    } else if (written.kind === 'created') this.outer.info(`Comment: ${written.url}`)
  }

  private async openComment(): Promise<ReportComment> {
    const github = await this.client
    const { event } = this.settings
    if (event.pullRequest !== undefined)
      return this.commentIn((await import('../github/thread.js')).pullRequestThread(github, event.pullRequest.number))
    const { threadOfCommit } = await import('../github/commit-comment.js')
    const { source, rollback } = this.report
    // The conversation about the version that a rollback replaces, or about the commit of a build.
    const sha = rollback?.replaced ?? source.sha
    return this.commentIn(await threadOfCommit(github, sha, event.ref.replace(/^refs\/heads\//, '')))
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

  /** Warns once of a comment that cannot be written. A failure that may pass is a warning at the last try only. */
  private async warnOnce(error: unknown, last = false): Promise<void> {
    const { failureOf, failureText, mayHaveHappened } = await import('../github/failure.js')
    const { rateLimitWait } = await import('../github/retry.js')
    const mayPass = mayHaveHappened(error) || rateLimitWait(error, Date.now()) !== undefined
    if (mayPass && !last) {
      this.outer.debug(`the comment was not written: ${failureText(error)}; it is tried again with the result`)
      return
    }
    this.over = true
    const permission =
      this.settings.event.pullRequest === undefined ? 'pull-requests: write, contents: write' : 'pull-requests: write'
    const target =
      failureOf(error).status === 404 && this.settings.event.pullRequest !== undefined
        ? `pull request ${this.settings.event.pullRequest.number}`
        : 'the comment'
    this.outer.warning(
      `The comment could not be written (${target}: ${failureText(error, permission)}). The job summary has the whole report; the verdict is unchanged.`,
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
      title: titleOf(report, project),
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
        `The check run could not be created (${failureText(error, 'checks: write')}). The verdict is unchanged.`,
      )
    }
  }

  /** Removes labels that accepted an earlier head: they no longer count (see acceptances.ts). Never throws. */
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
      this.outer.debug(`labels of an earlier commit were not removed: ${messageOf(error)}`)
    }
  }

  private async competingPulls(pull: NonNullable<SurfaceSettings['event']['pullRequest']>): Promise<Finding[]> {
    const { competingPulls } = await import('./competing-pulls.js')
    return competingPulls(await this.client, { number: pull.number, head: pull.headSha, base: pull.baseRef })
  }

  /** The commit that reviewers see: the head of the pull request, not its merge with the base. */
  private sha(): string {
    return this.settings.event.pullRequest?.headSha ?? this.report.source.sha
  }

  private subject(): Subject {
    const { mode, github, event } = this.settings
    return { mode, project: github.project, workflow: event.workflow ?? '' }
  }

  /** The report without secrets. */
  private shown(): Report {
    return redactStrings(this.report, (text) => this.outer.redact(text))
  }

  /** @param files the files that the run keeps, once it has ended */
  private context(files: KeptFiles = {}): CommentContext {
    const { event, github } = this.settings
    const repository = repositoryUrl(event)
    const sha = this.sha()
    return {
      project: github.project,
      ...(sha === '' ? {} : { sha }),
      ...(repository === undefined ? {} : { repositoryUrl: repository }),
      ...(event.runUrl === undefined ? {} : { runUrl: event.runUrl }),
      ...(this.pictures === undefined ? {} : { pictures: this.pictures }),
      // The workflow uploads the page after this step, so the page's own address is not known yet.
      ...(event.runUrl === undefined || files.page === undefined ? {} : { pageUrl: `${event.runUrl}#artifacts` }),
    }
  }
}

/** True for a rollback that committed nothing: a user who mistyped a version needs no new comment. */
function isUnpublishedRollback({ mode, commit }: Report): boolean {
  return mode === 'rollback' && commit === undefined
}

/** False for a build without stages that succeeded: its comment would have no content. */
function isWorthAComment({ mode, stages, conclusion }: Report): boolean {
  return (mode !== 'rebuild' && mode !== 'retrain') || stages.length > 0 || conclusion !== 'success'
}
