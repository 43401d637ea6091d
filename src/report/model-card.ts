import { shellWord } from '../text/shell-word.js'
import type { EnvironmentReport } from './environment-report.js'
import { markdownCode, markdownCommands, markdownText, shorten } from './escape.js'
import { gateSection } from './gate-section.js'
import { renderSection } from './markdown-section.js'
import { formatBytes } from './numbers.js'
import type { MetricReport, Report } from './report.js'
import { code, countCell, number, type Section, text, withoutEmptyColumns } from './section.js'
import { metricsSection } from './sections.js'
import { slicesSection } from './slices.js'

/** Data of a build: an output, or source data. */
export interface CardData {
  path: string
  /** The stage that makes it; absent for source data. */
  stage?: string
  hash: string
  /** `md5`, as DVC names it. */
  hashName: string
  /** Bytes. */
  size?: number
  /** Of a table that the build described. */
  rows?: number
}

/** The content of the part of a model card that dvc-ci writes. */
export interface CardFacts {
  report: Pick<Report, 'metrics' | 'policies'>
  /** The revision that metrics are compared with, for readers; absent without one. */
  baseline?: string
  data: readonly CardData[]
  params: readonly { path: string; name: string; value: unknown }[]
  environment?: EnvironmentReport
  /** Address of the repository; absent where it is not known. */
  repository?: string
  /** Folder of the project in it; empty at the top. */
  directory: string
  /** The model, relative to the working directory; absent where the project names none. */
  model?: string
  /** True where a signed statement proves the build. */
  provenance: boolean
}

/** Rows of a table, and characters of a cell: a card is read by people. */
const TIER = { rows: 100, characters: 200, logs: 0, log: 0 }
const MOST_PACKAGES = 300
/** Stand for what the reader knows. */
const REPOSITORY = 'REPOSITORY'
const PATH = 'PATH'
const LONGEST_PARAM = 200

/** The part of a model card that dvc-ci writes, without its markers. The same facts give the same text. */
export function renderCard(facts: CardFacts): string {
  const { baseline } = facts
  // The metrics that a developer pushed are no part of the build.
  const report = { ...facts.report, metrics: facts.report.metrics.map(withoutCommitted) }
  const sections: [section: Section, rest: string][] = [
    [metricsSection(report), 'the metrics files have'],
    [limitsSection(report), 'the report of the build has'],
    [slicesSection(report), 'the metrics files have'],
    [dataSection(facts), 'dvc.lock and the `.dvc` files have'],
    [paramsSection(facts), 'the parameter files have'],
  ]
  return [
    '## Official build',
    `dvc-ci writes this part at each official build. Text outside of it stays.${baseline === undefined ? '' : ` The baseline is ${markdownText(shorten(baseline, TIER.characters))}.`}`,
    ...(report.metrics.length === 0 ? ['The project has no metrics.'] : []),
    ...sections
      .filter(([{ rows }]) => rows.length > 0)
      .map(([section, rest]) => renderSection(withoutEmptyColumns(section), TIER, rest, () => undefined)),
    ...(facts.environment === undefined ? [] : [environmentText(facts.environment)]),
    accessText(facts),
  ].join('\n\n')
}

/** The file of a project that has no card yet, up to the part of dvc-ci. */
export const CARD_SKELETON = `# Model card

Describe the model here: its purpose, its users, its limits and its risks. dvc-ci never changes this text.
`

/** The policies. The numbers say why one passed; another one has its reason. */
function limitsSection(report: CardFacts['report']): Section {
  const { columns, rows } = gateSection(report)
  const why = columns.length - 1
  const withoutReason = (cells: Section['rows'][number]['cells']) => [...cells.slice(0, why), text('')]
  return {
    title: 'Limits',
    columns,
    rows: rows.map((row) => (row.tone === 'good' ? { ...row, cells: withoutReason(row.cells) } : row)),
  }
}

/** The row of the model stays where rows are left out: another model is another card. */
function dataSection({ data, model }: CardFacts): Section {
  return {
    title: 'Data',
    columns: ['Path', 'Made by', 'Hash', 'Size', 'Rows'],
    rows: data.map(({ path, stage, hash, hashName, size, rows }) => ({
      tone: model === path || model?.startsWith(`${path}/`) === true ? 'good' : 'plain',
      cells: [
        code(path),
        stage === undefined ? text('source data') : code(stage),
        code(`${hashName}:${hash}`),
        number(size === undefined ? '' : formatBytes(size)),
        countCell(rows),
      ],
    })),
  }
}

function paramsSection({ params }: CardFacts): Section {
  return {
    title: 'Parameters',
    columns: ['Parameter', 'File', 'Value'],
    rows: params.map(({ name, path, value }) => ({
      tone: 'plain',
      cells: [
        code(name),
        code(path),
        code(shorten(typeof value === 'string' ? value : JSON.stringify(value), LONGEST_PARAM)),
      ],
    })),
  }
}

function withoutCommitted(metric: MetricReport): MetricReport {
  const kept = { ...metric }
  delete kept.committed
  return kept
}

function environmentText({ python, system, container, hash, packages }: EnvironmentReport): string {
  const names = Object.keys(packages).sort((one, other) => (one < other ? -1 : 1))
  const shown = names.slice(0, MOST_PACKAGES).map((name) => markdownCode(`${name}==${packages[name] ?? ''}`))
  const left = names.length - shown.length
  return [
    '### Environment',
    [
      ...(python === undefined ? [] : [`- Python ${markdownText(shorten(python, TIER.characters))}`]),
      `- ${markdownText(shorten(system, TIER.characters))}`,
      ...(container === undefined ? [] : [`- Container ${markdownCode(shorten(container, TIER.characters))}`]),
      `- Hash of this environment: ${markdownCode(hash)}`,
    ].join('\n'),
    ...(shown.length === 0
      ? []
      : [
          `<details><summary>${names.length} packages</summary>\n\n${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}\n\n</details>`,
        ]),
  ].join('\n\n')
}

/** How to get the files and how to verify them. */
function accessText({ repository, directory, model, provenance }: CardFacts): string {
  const address = shellWord(repository ?? REPOSITORY)
  const inRepository = (path: string) => shellWord(directory === '' ? path : `${directory}/${path}`)
  const folder =
    (repository ?? REPOSITORY)
      .replace(/\.git$/, '')
      .split('/')
      .at(-1) ?? REPOSITORY
  const commands = [
    `dvc get ${address} ${model === undefined ? PATH : inRepository(model)}`,
    `git clone ${address} && cd ${shellWord(directory === '' ? folder : `${folder}/${directory}`)} && dvc pull`,
  ]
  return [
    '### Files',
    `Get ${model === undefined ? 'one file or folder' : 'the model'} alone, or all data of the project:`,
    markdownCommands(commands),
    'These commands get the newest version. For the build of this card, give `--rev` with the tag or the commit that has it to `dvc get`, or check that commit out before `dvc pull`. DVC verifies the hashes above.',
    ...(provenance
      ? [
          'Verify the signed statement of the build, the outputs and the source data, with the tag or the commit of the build:',
          markdownCommands(['dvc-ci verify REVISION']),
        ]
      : []),
  ].join('\n\n')
}
