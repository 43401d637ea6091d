import type { GcReport, ObjectTotal } from './gc-report.js'
import { formatBytes, formatCount } from './numbers.js'
import type { Report } from './report.js'
import { type Cell, code, number, type Row, type Section, text } from './section.js'

/** Reasons in `kept_because`, for people. */
const REASONS: Readonly<Record<string, string>> = {
  'dvc-ci': 'the empty file, which dvc-ci writes itself',
  branches: 'branches',
  tags: 'tags',
  'pull-requests': 'open pull requests',
  mlflow: 'versions in MLflow',
  'other-refs': 'other refs of the Git server',
  clone: 'refs and files of this clone',
  builds: 'the last official builds',
  recent: 'commits of the last days',
  projects: 'other projects',
  'run-cache': 'the run cache',
}

/** The tables of a report on the remote: what it holds, by age, and the largest objects. */
export function retentionSections({ gc }: Pick<Report, 'gc'>): Section[] {
  if (gc === undefined) return []
  return [
    {
      title: 'Needed by nothing, by age',
      columns: ['Time since the upload', 'Objects', 'Size'],
      rows: gc.by_age
        .filter(({ count }) => count > 0)
        .map((each) => ({ tone: 'plain', cells: [text(ageText(each, gc)), ...cells(each)] })),
    },
    {
      title: 'Largest of them',
      columns: ['Object', 'Size', 'Days', 'Last named by'],
      rows: gc.largest.map(({ hash, bytes, age_days: days, last_named_by: commit }) => ({
        tone: 'plain',
        cells: [
          code(hash),
          number(formatBytes(bytes)),
          number(days === undefined ? '' : formatCount(days)),
          commit === undefined ? text('no commit') : code(commit.slice(0, 12)),
        ],
      })),
    },
    { title: 'Remote', columns: ['', 'Objects', 'Size'], rows: totals(gc) },
  ]
}

function totals(gc: GcReport): Row[] {
  const rows: [string, ObjectTotal | undefined][] = [
    ['all', gc.objects],
    ...gc.kept_because.map((kept): [string, ObjectTotal] => [
      `needed by ${REASONS[kept.because] ?? kept.because}`,
      kept,
    ]),
    ['needed by nothing', gc.unneeded],
    ['of these named by no commit', gc.unnamed],
    ['on the list', gc.listed],
    ['set aside', gc.aside],
    ['restored by this run', gc.restored],
    ['set aside by this run', gc.set_aside],
    ['removed by this run', gc.deleted],
  ]
  return rows.flatMap(([label, total]): Row[] =>
    total === undefined || (total.count === 0 && label !== 'all' && label !== 'needed by nothing')
      ? []
      : [{ tone: 'plain', cells: [text(label), ...cells(total)] }],
  )
}

function cells({ count, bytes }: ObjectTotal): Cell[] {
  return [number(formatCount(count)), number(formatBytes(bytes))]
}

/** The last class has no end: it begins where the one before it ends. */
function ageText({ below_days: below }: GcReport['by_age'][number], { by_age: classes }: GcReport): string {
  return below === undefined ? `${classes.at(-2)?.below_days ?? 0} days or more` : `below ${below} days`
}
