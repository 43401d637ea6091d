import { count } from '../text/words.js'
import { type LinkTo, partsOf } from './comment-parts.js'
import { isFailed, MARKS, renderPart, type Tier } from './comment-table.js'
import { markdownCode, markdownText, shorten } from './escape.js'
import { mermaidPipeline } from './mermaid.js'
import { formatElapsed, formatSeconds } from './numbers.js'
import { markdownPlots } from './plot-section.js'
import { policyState } from './policy-state.js'
import type { Report } from './report.js'
import { headlineOf, type Tone } from './sections.js'

/** GitHub refuses a comment of more than 65,536 characters; below this there is room for the lines that the github room adds. */
export const COMMENT_LIMIT = 60_000

/** What the comment links to, and what it is about beside the report. */
export interface CommentContext {
  /** The commit that a reader knows: the head of the pull request, where the run looks at its merge with the base. */
  sha?: string
  /** The project's folder; empty where it is the repository's. */
  project: string
  /** `https://github.com/owner/name` */
  repositoryUrl?: string
  /** Address of the workflow run, which has the job summary. */
  runUrl?: string
  /** Where the HTML page is found, if there is one: the run's artifacts. */
  pageUrl?: string
}

/** What runs now. */
export interface Running {
  /** The step or stage, as the log names it. */
  status: string | undefined
  /** When that began. */
  since: Date
  /** Seconds since the run began. */
  seconds: number
}

/** From a comment that tells nearly everything to one that tells the verdict; the first that fits is taken. */
const TIERS: readonly (Tier & { message: number; plots?: number })[] = [
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4_000, message: 2_000, plots: 6 },
  { open: 50, folded: 100, characters: 300, logs: 5, log: 4_000, message: 2_000 },
  { open: 30, folded: 40, characters: 200, logs: 5, log: 1_500, message: 1_000 },
  { open: 20, folded: 10, characters: 120, logs: 3, log: 600, message: 600 },
  { open: 10, folded: 0, characters: 100, logs: 0, log: 0, message: 400 },
  { open: 5, folded: 0, characters: 60, logs: 0, log: 0, message: 300 },
  { open: 0, folded: 0, characters: 60, logs: 0, log: 0, message: 200 },
]
/** Steps of a run that is under way: the last ones tell where it is. */
const STEPS_SHOWN = 20
/** Metrics of one acceptance that is shown; nobody should let more pass with one line. */
const METRICS_ACCEPTED = 5
const HOURGLASS = '⏳'

/**
 * The report as a comment on GitHub: verdict, what failed, and everything else folded below.
 * @param limit bytes; what is left out is counted, with the place where the whole is
 */
export function renderComment(report: Report, context: CommentContext, limit = COMMENT_LIMIT): string {
  const headline = headlineOf(report)
  const parts = partsOf(report, linksTo(context))
  // What failed comes first, then what always matters; the order is the same in every run.
  const rank = (part: (typeof parts)[number]) => (isFailed(part) ? 0 : part.open ? 1 : 2)
  const ordered = parts
    .map((part, index) => ({ part, index }))
    .sort((a, b) => rank(a.part) - rank(b.part) || a.index - b.index)
    .map(({ part }) => part)
  const whole = wholeIn(context)
  let markdown = ''
  for (const tier of TIERS) {
    const blocks = [
      heading(headline.tone, report, context, headline.word),
      markdownText(shorten(headline.message, tier.message)),
      ...ordered.flatMap((part) => [
        renderPart(part, tier, whole),
        part.title === 'Gate' && tier.open > 0 ? acceptance(report, context, tier.characters) : '',
      ]),
      ...(tier.plots === undefined ? [] : pictures(report, tier.plots, context)),
      ...(tier !== TIERS[0] && parts.length > 0 ? [`This is an extract: the whole is in ${whole}.`] : []),
      footer(report, context, tier.characters),
    ]
    markdown = `${joined(blocks.filter((block) => block !== ''))}\n`
    if (Buffer.byteLength(markdown) < limit) break
  }
  return markdown
}

/** How a gate that is closed is opened for this commit, for those who may. A rebuild says it in its message, because the commit there is another one. */
function acceptance({ mode, source, policies }: Report, { sha }: CommentContext, characters: number): string {
  const closing = [
    ...new Set(policies.filter((policy) => policyState(policy) === 'failed').map(({ metric }) => metric)),
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
  // A name that is cut would accept nothing.
  if (names.length > characters * 2) return ''
  return `<sub>Somebody with write access accepts this for this commit alone, with a comment: ${markdownCode(`/dvc-ci accept ${names} @${sha}: REASON`)}</sub>`
}

/** Blocks with a blank line between them; neighbouring items of a list stay one list. */
function joined(blocks: readonly string[]): string {
  const isItem = (block: string | undefined) => block?.startsWith('- ') === true
  return blocks
    .map((block, index) =>
      index === 0 ? block : `${isItem(block) && isItem(blocks[index - 1]) ? '\n' : '\n\n'}${block}`,
    )
    .join('')
}

/** The comment while the run is under way: what runs, since when, and what is done already. */
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
      : `<b>${markdownText(shorten(running.status, 200))}</b>, ${since}; ${formatElapsed(running.seconds)} in all when this was written.`,
    ...(done.length > 0
      ? [
          [
            '| | Step | Time |',
            '| --- | --- | ---: |',
            ...done.map(
              (step) =>
                `| ${MARKS[tones[step.conclusion]]} | ${markdownText(shorten(step.name, 100))} | ${step.conclusion === 'skipped' ? 'skipped' : formatSeconds(step.seconds)} |`,
            ),
          ].join('\n'),
        ]
      : []),
    footer({ ...report, steps: [] }, context, 100),
  ].join('\n\n')}\n`
}

/** The pipeline and the plots as GitHub draws them, folded. */
function pictures(report: Report, most: number, { pageUrl }: CommentContext): string[] {
  const graph = mermaidPipeline(report)
  const plots = markdownPlots(report.plots ?? [], most, pageUrl === undefined ? {} : { page: pageUrl })
  const changed = (report.plots ?? []).filter((plot) => plot.changed !== false).length
  return [
    ...(graph === undefined
      ? []
      : [
          `<details><summary><b>Pipeline</b>: ${count(report.stages.length, 'stage')}</summary>\n\n\`\`\`mermaid\n${graph}\n\`\`\`\n\n</details>`,
        ]),
    ...(plots === undefined
      ? []
      : [
          `<details><summary><b>Plots</b>: ${changed} of ${report.plots?.length ?? 0} changed</summary>\n\n${plots}\n\n</details>`,
        ]),
  ]
}

function heading(tone: Tone, report: Report, context: CommentContext, word: string): string {
  return `## ${MARKS[tone]} dvc-ci ${report.mode}: ${word.toLowerCase()}${inProject(context)}`
}

function inProject({ project }: CommentContext): string {
  return project === '' ? '' : ` in ${markdownCode(shorten(project, 100))}`
}

/** Facts that matter to nobody at first sight, small: what was looked at, how long it took, where the rest is. */
function footer(report: Report, context: CommentContext, characters: number): string {
  const { source, steps } = report
  const headline = headlineOf(report)
  const sha = context.sha ?? source.sha
  const seconds = steps.reduce((total, step) => total + step.seconds, 0)
  const facts = [
    `${sha === '' ? 'an unknown commit' : commit(sha, context)}${source.base_sha ? ` against ${commit(source.base_sha, context)}` : ''}`,
    // Its first fact names the commit, which is linked above.
    ...headline.facts.slice(1).map((fact) => {
      const words = markdownText(shorten(fact, characters * 2))
      const address = headline.links.get(fact)
      return address === undefined ? words : link(address, words)
    }),
    ...(report.commit?.pull_request === undefined
      ? []
      : [link(report.commit.pull_request.url, `pull request ${report.commit.pull_request.number}`)]),
    ...(seconds > 0 ? [formatSeconds(seconds)] : []),
    ...(context.runUrl === undefined ? [] : [link(context.runUrl, 'run and job summary')]),
    ...(context.pageUrl === undefined ? [] : [link(context.pageUrl, 'page, among the artifacts')]),
  ]
  return `<sub>${facts.join(' · ')}</sub>`
}

/** Where everything is that had no room: for the end of a sentence. */
function wholeIn({ runUrl, pageUrl }: CommentContext): string {
  const summary = runUrl === undefined ? 'the job summary' : link(runUrl, 'the job summary')
  return pageUrl === undefined ? summary : `${summary} and on ${link(pageUrl, 'the page among the artifacts')}`
}

function commit(sha: string, { repositoryUrl }: CommentContext): string {
  const short = markdownCode(sha.slice(0, 7))
  return repositoryUrl === undefined
    ? short
    : `<a href="${attribute(`${repositoryUrl}/commit/${encodeURIComponent(sha)}`)}">${short}</a>`
}

function linksTo({ repositoryUrl, sha }: CommentContext): LinkTo {
  if (repositoryUrl === undefined || sha === undefined) return () => undefined
  return (path, line) =>
    attribute(
      `${repositoryUrl}/blob/${sha}/${path.split('/').map(segment).join('/')}${line === undefined ? '' : `#L${line}`}`,
    )
}

/** One part of a path in an address; a lone surrogate, which encodeURIComponent refuses, included. */
function segment(name: string): string {
  return encodeURIComponent(Buffer.from(name, 'utf8').toString('utf8'))
}

function link(address: string, words: string): string {
  return `<a href="${attribute(address)}">${words}</a>`
}

/** An address for an attribute in double quotes, in a cell of a table. */
function attribute(address: string): string {
  return address.replace(/["<>|`\s\\]/g, (character) => encodeURIComponent(character)).replaceAll('&', '&amp;')
}
