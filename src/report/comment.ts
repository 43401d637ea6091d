import { count } from '../text/words.js'
import type { CauseBlock } from './cause-block.js'
import { markdownCauses } from './cause-markdown.js'
import { partsOf } from './comment-parts.js'
import { markdownPictures, type StoredPictures } from './comment-pictures.js'
import { isFailed, MARKS, renderFoldedPart, renderPart, type Tier } from './comment-table.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { type Headline, headlineOf } from './headline.js'
import { commitAddress, type LinkTo, quoted, quotedLinksTo } from './links.js'
import { mermaidPipeline } from './mermaid.js'
import { formatElapsed, formatSeconds, unbroken } from './numbers.js'
import { markdownPlots } from './plot-section.js'
import { closesGate } from './policy-state.js'
import { type Report, secondsOf } from './report.js'
import type { Tone } from './section.js'
import { historyLine } from './sparkline.js'

/** GitHub rejects a comment of more than 65,536 characters. The rest is room for the lines that the github room adds. */
export const COMMENT_LIMIT = 60_000

/** The links of the comment, and its subject beside the report. */
export interface CommentContext {
  /** The commit that a reader knows: the head of the pull request, where the run checks its merge with the base. */
  sha?: string
  /** The project's folder; empty at the top of the repository. */
  project: string
  /** `https://github.com/owner/name` */
  repositoryUrl?: string
  /** Address of the workflow run, which has the job summary. */
  runUrl?: string
  /** The address of the HTML page, if there is one: the run's artifacts. */
  pageUrl?: string
  /** Pictures in a branch of this repository. */
  pictures?: StoredPictures
  /** Of a report that another run left: its kind, and its origin as Markdown. */
  foreign?: { kind: 'fork' | 'named'; note: string }
}

/** The present state of a run. */
export interface Running {
  /** The step or stage, as the log names it. */
  status: string | undefined
  /** When that step began. */
  since: Date
  /** Seconds since the run began. */
  seconds: number
}

/** From a nearly full comment to one with the verdict only; the first that fits is used. */
const TIERS: readonly (Tier & { message: number; plots?: number })[] = [
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4_000, message: 2_000, plots: 6 },
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4_000, message: 2_000 },
  { open: 30, folded: 40, characters: 200, logs: 5, log: 1_500, message: 1_000 },
  { open: 20, folded: 10, characters: 120, logs: 3, log: 600, message: 600 },
  { open: 10, folded: 0, characters: 100, logs: 0, log: 0, message: 400 },
  { open: 5, folded: 0, characters: 60, logs: 0, log: 0, message: 300 },
  { open: 0, folded: 0, characters: 60, logs: 0, log: 0, message: 200 },
]
/** Causes that a comment shows: a reader starts with the first. */
const MOST_CAUSES = 10
/** Steps of a running run: the last ones show its progress. */
const STEPS_SHOWN = 20
/** The most metrics of one suggested acceptance: a user should not accept more in one line. */
const METRICS_ACCEPTED = 5
const HOURGLASS = '⏳'

/**
 * The report as a comment on GitHub: the verdict, the failures, and all else folded below.
 * @param limit bytes; the comment counts what it leaves out, and links to the full report
 */
export function renderComment(report: Report, context: CommentContext, limit = COMMENT_LIMIT): string {
  const headline = headlineOf(report, context.project)
  const { causes } = headline
  const parts = partsOf(report, quotedLinksTo(context))
  // Failures come first, then the parts that always matter; the order is the same in every run. The causes in front have
  // what failed, so its tables are folded.
  const rank = (part: (typeof parts)[number]) => (isFailed(part) && causes.length === 0 ? 0 : part.open ? 1 : 2)
  const ordered = parts
    .map((part, index) => ({ part, index }))
    .sort((a, b) => rank(a.part) - rank(b.part) || a.index - b.index)
    .map(({ part }) => part)
  const whole = wholeIn(context)
  let markdown = ''
  for (const tier of TIERS) {
    const blocks = [
      heading(headline.tone, report, context, headline.word),
      context.foreign?.note ?? '',
      ...(causes.length === 0
        ? [markdownText(shorten(headline.message, tier.message))]
        : causeBlocks(causes, tier, whole, quotedLinksTo(context))),
      markdownText(shorten(headline.change, tier.message)),
      ...ordered.flatMap((part) => [
        causes.length > 0 && !part.open ? renderFoldedPart(part, tier, whole) : renderPart(part, tier, whole),
        part.title === 'Gate' && tier.open > 0 ? acceptance(report, context, tier.characters) : '',
        part.title === 'Gate' && tier.open > 0 ? historyLine(report, tier.characters) : '',
      ]),
      ...(tier.plots === undefined || context.foreign !== undefined ? [] : pictures(report, tier.plots, context)),
      ...(tier.folded === 0 || context.pictures === undefined
        ? []
        : markdownPictures(context.pictures, context.repositoryUrl)),
      ...(tier !== TIERS[0] && parts.length > 0 ? [`This is an extract. The full report is in ${whole}.`] : []),
      footer(report, context, tier.characters, headline),
    ]
    markdown = `${joined(blocks.filter((block) => block !== ''))}\n`
    if (Buffer.byteLength(markdown) < limit) break
  }
  return markdown
}

/** The causes of a failed run, each with its repair. */
function causeBlocks(
  causes: readonly CauseBlock[],
  tier: Tier & { message: number },
  whole: string,
  linkTo: LinkTo,
): string[] {
  const shown = causes.slice(0, Math.max(1, Math.min(MOST_CAUSES, tier.open)))
  const left = causes.length - shown.length
  return [
    ...markdownCauses(shown, tier, tier.logs, linkTo),
    ...(left > 0 ? [`${count(left, 'more cause')} ${left === 1 ? 'is' : 'are'} in ${whole}.`] : []),
  ]
}

/** How a user with write access opens a closed gate for this commit. A rebuild has it in its message, because it commits another commit. */
function acceptance({ mode, source, policies }: Report, { sha }: CommentContext, characters: number): string {
  const closing = [
    ...new Set(
      // A rule that judged no value of this change, or none at all, is no decision for a user.
      policies
        .filter((policy) => closesGate(policy) && policy.value !== undefined && policy.stale !== true)
        .map(({ metric }) => metric),
    ),
  ]
  if (
    mode !== 'validate' ||
    source.pull_request === undefined ||
    !source.trusted ||
    sha === undefined ||
    closing.length === 0
  )
    return ''
  const names = closing.slice(0, METRICS_ACCEPTED).join(', ')
  // A shortened name would accept no metric.
  if (names.length > characters * 2) return ''
  return `<sub>A user with write access can accept this, for this commit only, with a comment: ${markdownCode(`/dvc-ci accept ${names} @${sha}: REASON`)}</sub>`
}

/** Blocks with a blank line between them; neighbouring list items stay one list. */
function joined(blocks: readonly string[]): string {
  const isItem = (block: string | undefined) => block?.startsWith('- ') === true
  return blocks
    .map((block, index) =>
      index === 0 ? block : `${isItem(block) && isItem(blocks[index - 1]) ? '\n' : '\n\n'}${block}`,
    )
    .join('')
}

/** The comment of a running run: the present step, since when, and the finished steps. */
export function renderRunning(report: Report, running: Running, context: CommentContext): string {
  const done = report.steps.slice(-STEPS_SHOWN)
  const tones: Record<Report['steps'][number]['conclusion'], Tone> = {
    success: 'good',
    failure: 'bad',
    warning: 'warn',
    skipped: 'plain',
  }
  const since = `since ${running.since.toISOString().slice(11, 16)} UTC`
  return `${[
    `## ${HOURGLASS} dvc-ci ${report.mode}: running${inProject(context)}`,
    running.status === undefined
      ? `Started, ${since}.`
      : `<b>${markdownText(shorten(running.status, 200))}</b>, ${since}; ${unbroken(formatElapsed(running.seconds))} in total when this comment was written.`,
    ...(done.length > 0
      ? [
          [
            '| | Step | Time |',
            '| --- | --- | ---: |',
            ...done.map(
              (step) =>
                `| ${MARKS[tones[step.conclusion]]} | ${markdownText(shorten(step.name, 100))} | ${step.conclusion === 'skipped' ? 'skipped' : unbroken(formatSeconds(step.seconds))} |`,
            ),
          ].join('\n'),
        ]
      : []),
    footer({ ...report, steps: [] }, context, 100, headlineOf(report)),
  ].join('\n\n')}\n`
}

/** The pipeline and the plots as GitHub draws them, folded. */
function pictures(report: Report, most: number, { pageUrl, pictures: stored }: CommentContext): string[] {
  const graph = mermaidPipeline(report)
  const shown = new Set(stored?.shown.map(({ name }) => name))
  const others = (report.plots ?? []).filter(({ kind, name }) => kind !== 'image' || !shown.has(name))
  const plots = markdownPlots(others, most, pageUrl === undefined ? {} : { page: pageUrl })
  const changed = others.filter((plot) => plot.changed !== false).length
  return [
    ...(graph === undefined
      ? []
      : [
          `<details><summary><b>Pipeline</b>: ${count(report.stages.length, 'stage')}</summary>\n\n\`\`\`mermaid\n${graph}\n\`\`\`\n\n</details>`,
        ]),
    ...(plots === undefined
      ? []
      : [`<details><summary><b>Plots</b>: ${changed} of ${others.length} changed</summary>\n\n${plots}\n\n</details>`]),
  ]
}

function heading(tone: Tone, report: Report, context: CommentContext, word: string): string {
  // A run of a fork may claim everything: its success gets no mark of success.
  const isClaim = context.foreign?.kind === 'fork'
  const mark = MARKS[isClaim && tone === 'good' ? 'warn' : tone]
  return `## ${mark} dvc-ci ${report.mode}${isClaim ? ' of a fork' : ''}: ${word.toLowerCase()}${inProject(context)}`
}

function inProject({ project }: CommentContext): string {
  return project === '' ? '' : ` in ${markdownCode(shorten(project, 100))}`
}

/** Less important facts in small print: the commit, the duration, where the full report is. */
function footer(report: Report, context: CommentContext, characters: number, headline: Headline): string {
  const { source } = report
  const sha = context.sha ?? source.sha
  const seconds = secondsOf(report)
  const facts = [
    `${sha === '' ? 'an unknown commit' : commit(sha, context)}${source.base_sha ? ` against ${commit(source.base_sha, context)}` : ''}`,
    // The first fact of the headline names the commit, which is linked above.
    ...headline.facts.slice(1).map((fact) => {
      const words = markdownText(shorten(fact, characters * 2))
      const address = headline.links.get(fact)
      return address === undefined ? words : link(address, words)
    }),
    ...(report.commit?.pull_request === undefined
      ? []
      : [link(report.commit.pull_request.url, `pull request ${report.commit.pull_request.number}`)]),
    ...(seconds > 0 ? [unbroken(formatSeconds(seconds))] : []),
    ...(context.runUrl === undefined ? [] : [link(context.runUrl, 'run and job summary')]),
    ...(context.pageUrl === undefined ? [] : [link(context.pageUrl, 'page, among the artifacts')]),
  ]
  return `<sub>${facts.join(' · ')}</sub>`
}

/** The place of the full report, for the end of a sentence. */
function wholeIn({ runUrl, pageUrl }: CommentContext): string {
  const summary = runUrl === undefined ? 'the job summary' : link(runUrl, 'the job summary')
  return pageUrl === undefined ? summary : `${summary} and on ${link(pageUrl, 'the page among the artifacts')}`
}

function commit(sha: string, { repositoryUrl }: CommentContext): string {
  const short = markdownCode(sha.slice(0, 7))
  const address = commitAddress(repositoryUrl, sha)
  return address === undefined ? short : link(address, short)
}

function link(address: string, words: string): string {
  return `<a href="${quoted(address)}">${words}</a>`
}
