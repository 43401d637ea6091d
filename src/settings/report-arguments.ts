import { parseArgs } from 'node:util'
import { didYouMean, nearest } from '../text/nearest.js'
import { invalid } from './init-values.js'
import { type Problem, showValue, throwProblems } from './problems.js'

/** The command that shows a report again. It is not a mode: it starts no run. */
export const REPORT = 'report'

/** What `--to` makes of a report. */
export const REPORT_FORMATS = ['text', 'comment', 'summary', 'page', 'junit'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

interface ReportOption {
  name: string
  short?: string
  /** The values in the help; absent for an option without a value. */
  values?: string
  description: string
}

/** The options of `dvc-ci report`, in the order of its help. */
export const REPORT_OPTIONS: readonly ReportOption[] = [
  {
    name: 'to',
    values: 'text, comment, summary, page or junit',
    description:
      'text for a terminal, comment or summary as Markdown, page as one HTML file, junit as XML (default: text).',
  },
  { name: 'output', short: 'o', values: 'FILE', description: 'Write to this file (default: standard output).' },
  { name: 'help', short: 'h', description: 'Show this help.' },
]

/** The request of `dvc-ci report`. */
export type ReportRequest =
  | { kind: 'help' }
  /** `file`: as given; `-` is standard input. `output`: as given; absent for standard output. */
  | { kind: 'report'; file: string; to: ReportFormat; output?: string }

/**
 * Parses the words after `report`.
 * @throws {SetupError} all at once: unknown options, wrong values, no file or several
 */
export function parseReportArguments(argv: readonly string[]): ReportRequest {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      REPORT_OPTIONS.map(({ name, short, values }) => [
        name,
        {
          type: values === undefined ? ('boolean' as const) : ('string' as const),
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const problems: Problem[] = []
  const given = new Map<string, string>()
  const files: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') files.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const row = REPORT_OPTIONS.find((option) => option.name === name)
    if (name === 'help') return { kind: 'help' }
    if (row === undefined) problems.push(unknownOption(rawName, name))
    else if (value === undefined || value.trim() === '' || (!inlineValue && /^-./.test(value)))
      problems.push(invalid(name, value ?? '', `${rawName} needs a value.`, `Give it as ${row.values ?? ''}.`))
    else given.set(name, value)
  }
  const to = given.get('to') ?? 'text'
  const format = REPORT_FORMATS.find((known) => known === to)
  if (format === undefined) {
    const meant = nearest(to, REPORT_FORMATS)
    problems.push(
      invalid('to', to, `--to is ${showValue(to)}.`, `${didYouMean(meant)}Allowed: ${REPORT_FORMATS.join(', ')}.`),
    )
  }
  const [file, extra] = files
  if (extra !== undefined)
    problems.push(
      invalid(REPORT, extra, `unexpected argument ${showValue(extra)}.`, 'Remove it: report takes one file.'),
    )
  if (file === undefined)
    problems.push(
      invalid(
        REPORT,
        '',
        'report needs a file.',
        'Name the report.json that `--report FILE` wrote, or - for standard input.',
      ),
    )
  throwProblems(problems)
  const output = given.get('output')
  return {
    kind: 'report',
    file: file ?? '',
    to: format ?? 'text',
    ...(output === undefined || output === '-' ? {} : { output }),
  }
}

function unknownOption(rawName: string, name: string): Problem {
  const meant = nearest(
    name,
    REPORT_OPTIONS.map((option) => option.name),
  )
  return {
    id: 'setting-unknown',
    message: `unknown option ${rawName} of report.`,
    key: rawName,
    value: rawName,
    remedy: `${didYouMean(meant, '--')}\`dvc-ci report --help\` lists the options.`,
  }
}
