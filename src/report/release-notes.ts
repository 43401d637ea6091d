import { markdownCode, markdownText, shorten } from './escape.js'
import { quoted, webAddress } from './links.js'
import { renderSection } from './markdown-section.js'
import { formatBytes } from './numbers.js'
import type { MetricReport, ParamReport } from './report.js'
import { code, number, type Section, text, withoutEmptyColumns } from './section.js'
import { metricsSection, paramsSection } from './sections.js'
import { wholeMetrics } from './slices.js'

/** Data that differs between two builds. */
export interface ChangedData {
  path: string
  /** Hash and bytes on each side; absent where it has no such data. */
  now?: { hash: string; size?: number }
  before?: { hash: string; size?: number }
}

/** What changed since the last release. */
export interface ReleaseFacts {
  /** The tag of the last release; absent for the first one. */
  previous?: string
  /** Commits of the code, newest first; absent where a force push removed the commit of the last release. */
  commits?: readonly { sha: string; message: string }[]
  data: readonly ChangedData[]
  params: readonly ParamReport[]
  /** All metrics, with those of the last release as the baseline. */
  metrics: readonly MetricReport[]
  /** Address of the repository; absent where it is not known. */
  repository?: string
}

const TIERS = [
  { commits: 100, rows: 100, characters: 200, logs: 0, log: 0 },
  { commits: 20, rows: 20, characters: 100, logs: 0, log: 0 },
]
const LINKS_TO_NOTHING = () => undefined
/** Digits of a hash: enough to tell two apart. */
const SHORT_HASH = 12

/**
 * The part of the notes of a release that dvc-ci writes, without its markers.
 * @param limit characters
 */
export function renderReleaseNotes(facts: ReleaseFacts, limit: number): string {
  let notes = ''
  for (const tier of TIERS) {
    const sections: [Section, string][] = [
      [metricsOf(facts), 'the metrics files have'],
      [dataOf(facts), 'dvc.lock and the `.dvc` files have'],
      [paramsSection(facts.params), 'the parameter files have'],
    ]
    notes = [
      facts.previous === undefined
        ? 'The first release of this model.'
        : `Changes since ${markdownCode(facts.previous)}.`,
      ...sections
        .filter(([{ rows }]) => rows.length > 0)
        .map(([section, rest]) => renderSection(withoutEmptyColumns(section), tier, rest, LINKS_TO_NOTHING)),
      ...codeOf(facts, tier.commits),
    ].join('\n\n')
    if (notes.length <= limit) return notes
  }
  return shorten(notes, limit)
}

function metricsOf({ metrics, previous }: ReleaseFacts): Section {
  const section = metricsSection({ metrics: wholeMetrics(metrics) })
  return previous === undefined
    ? section
    : { ...section, columns: section.columns.map((name) => (name === 'Baseline' ? 'Before' : name)) }
}

function dataOf({ data }: ReleaseFacts): Section {
  const hash = (side: ChangedData['now']) => code(side === undefined ? '' : side.hash.slice(0, SHORT_HASH))
  const size = (side: ChangedData['now']) => number(side?.size === undefined ? '' : formatBytes(side.size))
  return {
    title: 'Data',
    columns: ['Path', '', 'Hash', 'Size', 'Hash before', 'Size before'],
    rows: data.map(({ path, now, before }) => ({
      tone: 'plain',
      cells: [
        code(path),
        text(before === undefined ? 'added' : now === undefined ? 'removed' : 'changed'),
        hash(now),
        size(now),
        hash(before),
        size(before),
      ],
    })),
  }
}

/** The commits, each with its pull request where its message names one. */
function codeOf({ commits, repository, previous }: ReleaseFacts, most: number): string[] {
  if (commits === undefined) return ['### Code\n\nThe server no longer has the commit of the last release.']
  if (commits.length === 0) return previous === undefined ? [] : ['### Code\n\nNo commit changed it.']
  const address = webAddress(repository)
  const link = (words: string, path: string) =>
    address === undefined ? words : `<a href="${quoted(`${address}/${path}`)}">${words}</a>`
  const lines = commits.slice(0, most).map(({ sha, message }) => {
    const { title, pull } = titleOf(message)
    const shown = `- ${markdownText(shorten(title, 200))} ${link(markdownCode(sha.slice(0, 7)), `commit/${sha}`)}`
    return pull === undefined ? shown : `${shown} ${link(markdownCode(`#${pull}`), `pull/${pull}`)}`
  })
  const left = commits.length - lines.length
  return [`### Code\n\n${lines.join('\n')}${left > 0 ? `\n- and ${left} more commits` : ''}`]
}

/** The title of a change, with the number of its pull request: of a merge, of a squash, or of a plain commit. */
function titleOf(message: string): { title: string; pull?: string } {
  const [subject = '', ...rest] = message.split('\n')
  const [, merged] = /^Merge pull request #(\d+) from /.exec(subject) ?? []
  if (merged !== undefined) return { title: rest.find((line) => line.trim() !== '') ?? subject, pull: merged }
  const [, title, squashed] = /^(.*) \(#(\d+)\)$/.exec(subject) ?? []
  return title === undefined || squashed === undefined ? { title: subject } : { title, pull: squashed }
}
