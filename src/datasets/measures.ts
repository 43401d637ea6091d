import { compileGlob } from '../metrics/glob.js'
import type { Leaf, MetricFiles, Problem } from '../metrics/parsed-file.js'
import { spellingsOf } from '../metrics/selector.js'
import type { ColumnReport, LeakReport, TableReport, UnreadReport } from '../report/data-report.js'
import type { Policy } from '../settings/settings.js'
import type { DescribedData, DescribedTable, Sides } from './described-data.js'
import { fileMeasures } from './measure-files.js'
import { quantitiesOf } from './named-data.js'
import { DIFFERENCES_OF_COLUMNS, DIFFERENCES_OF_DATA, leakedFrom, partOf, QUANTILES } from './quantities.js'
import { typeWithoutNames } from './without-values.js'

/** The quantities of data as metrics: their files are the paths of data and of tables in folders. */
export interface Measures {
  now: MetricFiles
  before: MetricFiles
  /** Differences that have nothing to compare with: the baseline lacks the data, the table or the column. */
  fresh: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * The numbers of data for policies. A number that was not read is a problem, so that its policy fails: one that a policy names,
 * or, for a pattern, one with the name of the pattern.
 */
export function measuresOf(data: readonly DescribedData[], policies: readonly Policy[]): Measures {
  const now = new Leaves()
  const before = new Leaves()
  const fresh = new Map<string, Set<string>>()
  for (const each of data) {
    const measured = new Measured(each, now, before, fresh)
    measured.addData()
    measured.addFiles(policies)
    for (const table of each.tables) measured.addTable(table)
    measured.addProblems(policies)
  }
  return { now: now.files, before: before.files, fresh }
}

/** Metrics files that grow leaf by leaf. */
class Leaves {
  readonly files = new Map<string, { path: string; leaves: Map<string, Leaf> }>()

  set(path: string, name: string, leaf: Leaf): void {
    const file = this.files.get(path) ?? { path, leaves: new Map<string, Leaf>() }
    this.files.set(path, file)
    file.leaves.set(name, leaf)
  }

  has(path: string, name: string): boolean {
    return this.files.get(path)?.leaves.has(name) === true
  }

  number(path: string, name: string, value: number | undefined): void {
    if (value !== undefined && Number.isFinite(value)) this.set(path, name, { value })
  }

  problem(path: string, name: string, message: string): void {
    const problem: Problem = { kind: 'file', path, name, seen: 'not read', message }
    this.set(path, name, { problem })
  }
}

/** Puts the quantities of one data set into the files of both sides. */
class Measured {
  constructor(
    private readonly data: DescribedData,
    private readonly now: Leaves,
    private readonly before: Leaves,
    private readonly fresh: Map<string, Set<string>>,
  ) {}

  addData(): void {
    const { path, sides, isFolder, report, lookedFor, onlyLeaks } = this.data
    for (const other of lookedFor)
      if (isFolder || this.unread('content', path, true).length === 0) this.leak(path, other, report.leaked, sides)
    if (onlyLeaks) return
    this.both(path, 'size', report.size, report.baseline_size, sides)
    const { folder } = report
    if (!isFolder) this.both(path, 'files', 1, 1, sides)
    else if (folder !== undefined) {
      this.both(path, 'files', folder.files, folder.baseline_files, sides)
      this.both(path, 'duplicates', folder.duplicates, folder.baseline_duplicates, sides)
    }
    if (folder !== undefined && folder.baseline_files === undefined) this.addLostBaseline(path, sides)
  }

  /** Numbers of images, audio and video, texts and models. */
  addFiles(policies: readonly Policy[]): void {
    if (this.data.onlyLeaks) return
    for (const { side, path, name, value } of fileMeasures(this.data, policies))
      if (typeof value === 'number') this[side].number(path, name, value)
      else this[side].problem(path, name, value.reason)
  }

  addTable({ path, sides, table, leaked, lookedFor }: DescribedTable): void {
    if (table === undefined) return
    for (const other of lookedFor) this.leak(path, other, leaked, sides)
    if (this.data.onlyLeaks) return
    this.both(path, 'rows', table.rows, table.baseline_rows, sides)
    this.both(path, 'duplicates', table.duplicates, table.baseline_duplicates, sides)
    if (table.columns_omitted === undefined) {
      const without = (change: ColumnReport['change']) =>
        table.columns.filter((column) => column.change !== change).length
      this.both(path, 'columns', without('removed'), without('added'), {
        now: sides.now && table.rows !== undefined,
        before: sides.before && table.baseline_rows !== undefined,
      })
    }
    this.addDifferences(path, sides, table)
    for (const column of table.columns) this.addColumn(path, column)
    if (table.baseline_rows === undefined) this.addLostBaseline(path, sides)
  }

  /** A baseline that exists and was not read is no reason to count the data as new. */
  private addLostBaseline(path: string, { before }: Sides): void {
    if (!before || !this.data.isChanged) return
    for (const name of this.now.files.get(path)?.leaves.keys() ?? [])
      if (!this.before.has(path, name)) this.before.problem(path, name, `the baseline of ${path} was not read`)
  }

  private addDifferences(path: string, sides: Sides, table: TableReport): void {
    if (!sides.now) return
    if (!this.data.isChanged) {
      for (const name of DIFFERENCES_OF_DATA) this.difference(path, name, 0)
      return
    }
    if (!sides.before) {
      for (const name of DIFFERENCES_OF_DATA) this.addFresh(path, name)
      return
    }
    if (table.baseline_rows === undefined || table.rows === undefined) return
    this.difference(path, 'added', table.added)
    this.difference(path, 'removed', table.removed)
    if (table.changed === undefined && table.matched?.by === 'rows') {
      // A declared key that is none has its reason among what was not read.
      const cause = this.unread('content', path).find((each) => each.path === path)
      const why = cause?.reason ?? 'the table has no key (set data.keys)'
      this.now.problem(path, 'changed', `rows were compared as a whole, because ${why}`)
    } else this.difference(path, 'changed', table.changed)
    if (table.columns_omitted === undefined)
      this.difference(path, 'schema', table.columns.filter(({ change }) => change !== undefined).length)
  }

  private addColumn(path: string, column: ColumnReport): void {
    const { name, now, before } = column
    const isBoth = this.data.isChanged
    const sides: Sides = { now: now !== undefined, before: isBoth ? before !== undefined : now !== undefined }
    const add = (quantity: string, one: unknown, other: unknown) => {
      const number = (value: unknown) => (typeof value === 'number' ? value : undefined)
      this.both(path, `${name}.${quantity}`, number(one), number(other), sides)
    }
    for (const quantity of ['nulls', 'distinct', 'min', 'max', 'mean', 'std'] as const)
      add(quantity, now?.[quantity], before?.[quantity])
    for (const [index, quantity] of QUANTILES.entries())
      add(quantity, now?.quantiles?.[index], before?.quantiles?.[index])
    if (now === undefined) return
    for (const quantity of DIFFERENCES_OF_COLUMNS) {
      const full = `${name}.${quantity}`
      if (!isBoth) this.difference(path, full, 0)
      else if (before === undefined) this.addFresh(path, full)
      else if (column[quantity] !== undefined) this.difference(path, full, column[quantity])
      else if (column.change === 'retyped')
        this.now.problem(
          path,
          full,
          // A message has no values: a type may have names from the data.
          `its type was ${typeWithoutNames(column.baseline_type ?? 'another')}, and is ${typeWithoutNames(column.type ?? 'new')}`,
        )
    }
  }

  /** A problem for each number that a policy asks for and that was not read on a side that has the data. */
  addProblems(policies: readonly Policy[]): void {
    const { data } = this
    const places = new Map<string, Sides>([
      [data.path, data.sides],
      ...data.tables.map(({ path, sides }) => [path, sides] as const),
    ])
    for (const [path, sides] of places)
      for (const { metric } of policies) {
        const isNamed = spellingsOf(metric).some((each) => each.path === path)
        for (const name of quantitiesOf(metric, path))
          if (data.onlyLeaks !== true || leakedFrom(name) !== undefined) this.addProblem(path, name, sides, isNamed)
      }
  }

  /** @param isNamed false for a pattern of paths, which may match files that are no tables */
  private addProblem(path: string, name: string, sides: Sides, isNamed: boolean): void {
    const reason = this.reasonFor(name, path, isNamed)
    const isLiteral = compileGlob(name, 'name').literal
    if (!isLiteral) {
      // The names of columns that were not read are not known.
      if (reason !== undefined && sides.now && !this.isRead(path)) this.now.problem(path, name, reason)
      return
    }
    const isFresh = this.fresh.get(path)?.has(name) === true
    if (sides.now && !isFresh && !this.now.has(path, name) && reason !== undefined) this.now.problem(path, name, reason)
    const isOld = sides.before && this.data.isChanged
    if (isOld && !this.before.has(path, name) && reason !== undefined) this.before.problem(path, name, reason)
  }

  /** True for a table whose present side was read. */
  private isRead(path: string): boolean {
    return this.data.tables.some(({ path: own, table }) => own === path && table?.rows !== undefined)
  }

  private reasonFor(name: string, path: string, isNamed: boolean): string | undefined {
    const part = partOf(name, this.data.isFolder && path === this.data.path)
    if (part === 'lock') {
      const { size } = this.data.report
      return size === undefined ? `${this.data.path} has no size in its DVC file` : undefined
    }
    const all = this.unread(part, path, leakedFrom(name) !== undefined)
    const first = all.find((each) => each.path === path) ?? all[0]
    if (first !== undefined) return first.reason
    const found = this.data.tables.find((each) => each.path === path)
    if (part !== 'content' || found === undefined) return undefined
    if (found.table === undefined) return isNamed ? `${path} is no table` : undefined
    return found.table.columns_omitted === undefined
      ? undefined
      : `${path} has ${found.table.columns_omitted} columns that were not read`
  }

  /** @param isLeak true for a number that the content of other data decides too */
  private unread(part: UnreadReport['part'], path: string, isLeak = false): UnreadReport[] {
    return (this.data.report.unread ?? []).filter(
      (each) =>
        (each.part === part || each.part === 'files') && (each.path === undefined || each.path === path || isLeak),
    )
  }

  private leak(path: string, other: string, leaks: readonly LeakReport[] | undefined, sides: Sides): void {
    const found = leaks?.find((each) => each.path === other)
    // A pair that could not be compared is no pair without shared files.
    if (found === undefined && this.unread('content', path, true).length > 0) return
    const [now, before] =
      found === undefined ? [0, 0] : [found.rows ?? found.files, found.baseline_rows ?? found.baseline_files]
    this.both(path, `leaked(${other})`, now, before, sides)
  }

  /** A number of each side. Data that did not change has one for both. */
  private both(path: string, name: string, now: number | undefined, before: number | undefined, sides: Sides): void {
    if (sides.now) this.now.number(path, name, now)
    if (sides.before) this.before.number(path, name, this.data.isChanged ? before : now)
  }

  private difference(path: string, name: string, value: number | undefined): void {
    this.now.number(path, name, value)
    if (value !== undefined) this.before.number(path, name, 0)
  }

  private addFresh(path: string, name: string): void {
    const names = this.fresh.get(path) ?? new Set<string>()
    this.fresh.set(path, names.add(name))
  }
}
