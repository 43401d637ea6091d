import { compileGlob } from '../metrics/glob.js'
import { type Judged, judgeEach } from '../metrics/judge.js'
import { rulesOf } from '../metrics/limits.js'
import type { MetricFiles } from '../metrics/parsed-file.js'
import { compileSelector, spellingsOf } from '../metrics/selector.js'
import type { ColumnReport } from '../report/data-report.js'
import type { PolicyReport } from '../report/report.js'
import type { Policy } from '../settings/settings.js'
import { nearest } from '../text/nearest.js'
import { named } from '../text/words.js'
import type { DescribedData } from './described-data.js'
import { reasonOf } from './measure-files.js'
import { type Measures, measuresOf } from './measures.js'
import { fitOf, namesAbsent, nearestData, quantitiesOf, spellingsInto } from './named-data.js'
import {
  isOfFiles,
  leakedFrom,
  mayBeQuantity,
  nearestQuantity,
  partOf,
  plainQuantity,
  QUANTITIES,
  tellsValue,
} from './quantities.js'
import { typeWithoutNames } from './without-values.js'

/** The data that policies are applied to. */
export interface DataSides {
  /** What was read: data that changed, and data that a policy names. */
  described: readonly DescribedData[]
  /** Data that equals the baseline's, and whose policies the baseline met. */
  held: readonly string[]
  /** All other data of this revision or of the baseline: no policy of these is judged here. */
  elsewhere: readonly string[]
  /** Outputs that dvc.lock has no hash of. */
  unmade?: readonly string[]
  /** Why there is no baseline, as a clause; absent where there is one, also an empty one. */
  noBaseline?: string
  /** Whether reports may tell values of cells. */
  showsValues: boolean
}

/**
 * Judges the policies on data, each as a policy on a metric whose file is the path of the data. It fails closed: a number that was
 * not read, a path or a quantity that does not exist fails. Data that did not change since the baseline holds, unread.
 */
export function judgeData(policies: readonly Policy[], sides: DataSides): Judged[] {
  const measures = measuresOf(sides.described, policies)
  return policies.flatMap((policy) => new DataJudge(policy, sides, measures).judge())
}

class DataJudge {
  constructor(
    private readonly policy: Policy,
    private readonly sides: DataSides,
    private readonly measures: Measures,
  ) {}

  judge(): Judged[] {
    const { policy, sides } = this
    const wrong = this.wrongQuantity()
    if (wrong !== undefined) return this.all(policy.metric, undefined, false, wrong)
    const results = [...this.held(), ...this.fresh(), ...this.judged(), ...this.unread()]
    if (results.length > 0) return results
    // Another phase of the run judges it.
    if (sides.elsewhere.some((path) => fitOf(policy.metric, path) !== 'none')) return []
    const passed = policy.missing === 'ignore'
    return this.all(policy.metric, undefined, passed, passed ? this.allowed() : this.missing())
  }

  /** Data that did not change, or a file of a folder that is not among its changed ones. */
  private held(): Judged[] {
    const { policy, sides, measures } = this
    const whole = sides.held.filter((path) => fitOf(policy.metric, path) === 'whole')
    const isRead = (path: string) => sides.described.some((each) => each.path === path)
    const results = whole.flatMap((path) =>
      quantitiesOf(policy.metric, path)
        // What is in it of other data changes with the other data.
        .filter((name) => leakedFrom(name) === undefined || !isRead(path))
        .flatMap((name) => this.unchanged(`${path}:${name}`, path, path)),
    )
    const isMeasured = [...measures.now.keys(), ...measures.before.keys(), ...measures.fresh.keys()].some(
      (path) => quantitiesOf(policy.metric, path).length > 0,
    )
    if (results.length > 0 || isMeasured) return results
    const around = [
      ...sides.held,
      ...sides.described
        .filter((each) => each.isChanged && each.isFolder && each.sides.now && each.sides.before && isWhole(each))
        .filter((each) => !namesAbsent(policy.metric, each))
        // A changed file that has no number was not read, or is no table.
        .filter((each) => !filesIn(each).some(({ path }) => fitOf(policy.metric, path) === 'whole'))
        .map(({ path }) => path),
    ].find((path) => fitOf(policy.metric, path) === 'inside')
    return around === undefined ? [] : this.unchanged(policy.metric, around, this.pathOf())
  }

  private unchanged(label: string, path: string, shown: string): Judged[] {
    return this.all(label, path, true, `${shown} has not changed since the baseline, so {rule} was not judged again.`)
  }

  /** Differences of data, tables and columns that are new. */
  private fresh(): Judged[] {
    const { noBaseline } = this.sides
    return [...this.measures.fresh].flatMap(([path, names]) =>
      this.matching(path, names).flatMap((name) =>
        this.all(
          `${path}:${name}`,
          path,
          noBaseline === undefined,
          noBaseline === undefined
            ? `${path}:${name} has nothing to compare with, because the baseline does not have it.`
            : `${path}:${name} cannot be compared: there is no baseline (${noBaseline}). Set metrics.baseline, or remove {rule}.`,
        ),
      ),
    )
  }

  /** Tables and other files in a folder that were not read at all: beyond a limit, or left out by `data.diff`. */
  private unread(): Judged[] {
    const { metric } = this.policy
    const isContent = spellingsOf(metric).some(({ name }) => partOf(name, false) === 'content')
    const isOfKinds = spellingsOf(metric).some(({ name }) => isOfFiles(name))
    return this.sides.described.flatMap((data) => {
      const { path, sides, report, kinds = [] } = data
      const cause = report.unread?.find((each) => each.part === 'content' && each.path === undefined)?.reason
      const reason = cause ?? (isOfKinds ? reasonOf(kinds) : undefined)
      if (!isContent || reason === undefined || !sides.now || fitOf(metric, path) !== 'inside') return []
      // A file that a policy names is read before others.
      const isRead = spellingsOf(metric).some((each) => filesIn(data).some((file) => file.path === each.path))
      return isRead ? [] : this.all(metric, path, false, `${metric} cannot be judged for all of ${path}: ${reason}.`)
    })
  }

  private matching(path: string, names: Iterable<string>): string[] {
    const globs = quantitiesOf(this.policy.metric, path).map((name) => compileGlob(name, 'name'))
    return globs.length === 0 ? [] : [...names].filter((name) => globs.some((glob) => glob.matches(name)))
  }

  private judged(): Judged[] {
    const { policy, sides, measures } = this
    const now = filesOf(policy, measures.now)
    const before = filesOf(policy, measures.before)
    // `leaked(./data/train/)` is the measure `leaked(data/train)`.
    const metric = policy.metric.replace(/leaked\(.+\)$/, plainQuantity)
    const judged = judgeEach(
      [{ ...policy, metric }],
      {
        committed: now,
        ...(sides.noBaseline === undefined ? { baseline: before } : { noBaseline: sides.noBaseline }),
      },
      'fixed',
    )
    return judged
      .filter(({ path }) => path !== undefined)
      .map((each) => ({ ...each, metric: each.result.metric, policy, result: this.explained(each) }))
  }

  /** A result with the columns that differ, and without values of cells unless they are shown. */
  private explained({ metric, path = '', result }: Judged): PolicyReport {
    if (metric === 'schema' && !result.passed) {
      const table = this.sides.described.flatMap(({ tables }) => tables).find((each) => each.path === path)?.table
      const changes = schemaText(table?.columns ?? [], this.sides.showsValues ? (type) => type : typeWithoutNames)
      return changes === '' ? result : { ...result, message: `${result.message} ${changes}` }
    }
    const tellsNone = result.value === undefined && result.baseline === undefined
    if (this.sides.showsValues || !tellsValue(metric) || tellsNone) return result
    const { rule, passed, severity } = result
    return {
      metric: result.metric,
      rule,
      passed,
      severity,
      ...(result.value === undefined ? {} : { hidden: true as const }),
      message: `${result.metric} ${passed ? 'meets' : 'does not meet'} \`${rule}\`${result.value === undefined ? ': it has no value, and the baseline has one' : ''}. Its value is only shown with \`data.show: values\`.`,
    }
  }

  /** A sentence about a quantity that does not exist, or about other data that does not. */
  private wrongQuantity(): string | undefined {
    const { metric } = this.policy
    if (this.known().has(metric)) return `${metric} is data. Name a quantity of it, such as ${metric}:size.`
    const known = this.known()
    const paths = [...known].filter((path) => fitOf(metric, path) === 'whole')
    // A file of a folder is only known once it was read.
    const inside = paths.length > 0 ? [] : [...known].flatMap((path) => spellingsInto(metric, path))
    const asked = [
      ...paths.map((path) => ({ path, names: quantitiesOf(metric, path) })),
      ...inside.slice(0, 1).map(({ path }) => ({ path, names: inside.map(({ name }) => name) })),
    ]
    for (const { path, names } of asked) {
      if (names.length > 0 && !names.some(mayBeQuantity)) {
        const [name = ''] = names
        const meant = nearestQuantity(name)
        return `${path}:${name} is no quantity of data. ${meant === undefined ? `Quantities: ${QUANTITIES.join(', ')}.` : `Did you mean ${path}:${meant}?`}`
      }
    }
    const others = spellingsOf(metric).flatMap(({ name }) => leakedFrom(name) ?? [])
    const [other] = others
    if (other === undefined) return undefined
    if (others.some((each) => [...known].some((path) => compileGlob(each, 'path').matches(path)))) return undefined
    const meant = nearest(other, known)
    return `No data is named ${other}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`
  }

  /** The paths of data, and of the tables that were found. */
  private known(): Set<string> {
    const { described, held, elsewhere, unmade = [] } = this.sides
    return new Set([
      ...described.flatMap((data) => [data.path, ...filesIn(data).map(({ path }) => path)]),
      ...held,
      ...elsewhere,
      ...unmade,
    ])
  }

  private missing(): string {
    const { metric } = this.policy
    const path = this.pathOf()
    const found = [...this.measures.now].find(([each]) => quantitiesOf(metric, each).length > 0)
    if (found !== undefined) {
      const [own, { leaves }] = found
      const [name = ''] = quantitiesOf(metric, own)
      const meant = nearest(name, leaves.keys())
      return `${own} has no ${name}.${meant === undefined ? ` It has ${named([...leaves.keys()], 8)}.` : ` Did you mean ${own}:${meant}?`}`
    }
    const unmade = this.sides.unmade?.find((each) => fitOf(metric, each) !== 'none')
    if (unmade !== undefined) return `${unmade} cannot be judged: dvc.lock has no hash of it.`
    const absent = this.sides.described.find((each) => namesAbsent(metric, each))
    const near = absent?.absent?.find((each) => each.path === path)?.near ?? []
    if (absent !== undefined)
      return `${absent.path} has no file ${path}, neither now nor in the baseline.${near.length === 0 ? '' : ` Did you mean ${named(near)}?`}`
    const known = [...this.known()]
    const meant = nearestData(path, known)
    return `No data is named ${path}. ${meant === undefined ? `Data: ${named(known) || 'none'}.` : `Did you mean ${meant}?`}`
  }

  private allowed(): string {
    return `No data has ${this.policy.metric}, which \`missing: ignore\` allows.`
  }

  /** The path in the policy's text. */
  private pathOf(): string {
    const { metric } = this.policy
    return spellingsOf(metric).find(({ name }) => mayBeQuantity(name))?.path ?? spellingsOf(metric)[0]?.path ?? metric
  }

  /** One result for each rule of the policy. @param message with `{rule}` for the rule */
  private all(metric: string, path: string | undefined, passed: boolean, message: string): Judged[] {
    const { policy } = this
    return rulesOf(policy).map((rule) => ({
      policy,
      metric,
      ...(path === undefined ? {} : { path }),
      result: {
        metric,
        rule,
        passed,
        severity: policy.severity,
        message: message.replace('{rule}', () => `\`${rule}\``),
      },
    }))
  }
}

/** True where the list of its files was read. */
function isWhole({ report }: DescribedData): boolean {
  return report.folder !== undefined && report.unread?.some(({ part }) => part === 'files') !== true
}

/** The tables and other files whose content was asked for. */
function filesIn({ tables, kinds = [] }: DescribedData): { path: string }[] {
  return [...tables, ...kinds.flatMap(({ read = [] }) => read)]
}

/** The files that a policy names. */
function filesOf({ metric }: Policy, files: MetricFiles): MetricFiles {
  const { namesFile } = compileSelector(metric)
  return new Map([...files].filter(([path]) => namesFile(path)))
}

/** The columns that differ, in sentences. */
function schemaText(columns: readonly ColumnReport[], typeOf: (type: string) => string): string {
  const of = (change: ColumnReport['change'], show: (column: ColumnReport) => string) =>
    named(columns.filter((column) => column.change === change).map(show))
  const parts = [
    ['Added', of('added', ({ name }) => name)],
    ['Removed', of('removed', ({ name }) => name)],
    [
      'Other type',
      of(
        'retyped',
        ({ name, type = '?', baseline_type: before = '?' }) => `${name} (${typeOf(before)}, now ${typeOf(type)})`,
      ),
    ],
    ['Renamed', of('renamed', ({ name, was }) => `${was ?? '?'} to ${name}`)],
  ]
  return parts.flatMap(([title, names]) => (names === '' ? [] : [`${title}: ${names}.`])).join(' ')
}
