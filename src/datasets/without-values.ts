import type { ColumnReport, ColumnValues, DataReport } from '../report/data-report.js'
import type { KindReport, MediaSide } from '../report/file-reports.js'

/**
 * Changed data without any value of a cell: counts, shares, names and types stay. Everything that enters a report without
 * `data.show: values` passes through here.
 */
export function withoutValues(data: DataReport): DataReport {
  const { tables, media } = data
  return {
    ...data,
    ...(tables === undefined
      ? {}
      : { tables: tables.map((table) => ({ ...table, columns: table.columns.map(columnWithoutValues) })) }),
    ...(media === undefined ? {} : { media: mediaWithoutValues(media) }),
  }
}

/** The length of one recording is a value. */
function mediaWithoutValues({ now, before, ...counts }: KindReport<MediaSide>): KindReport<MediaSide> {
  const side = ({ read, unreadable, seconds, untimed }: MediaSide): MediaSide =>
    defined({ read, unreadable, seconds, untimed })
  return {
    ...counts,
    ...(now === undefined ? {} : { now: side(now) }),
    ...(before === undefined ? {} : { before: side(before) }),
  }
}

/** The type without the names in it, which come from the data: a key of a JSON object, a category. */
export function typeWithoutNames(type: string): string {
  return type.replace(/^(STRUCT|ENUM|UNION|MAP)\(.*\)((?:\[\d*\])*)$/s, '$1$2')
}

/** Lists what stays, so that a new key is left out until it is named here. */
function columnWithoutValues(column: ColumnReport): ColumnReport {
  const { name, change, was, type, baseline_type, now, before, psi, distance, new_values, vanished_values } = column
  return defined({
    name,
    change,
    was,
    type: type === undefined ? undefined : typeWithoutNames(type),
    baseline_type: baseline_type === undefined ? undefined : typeWithoutNames(baseline_type),
    now: now && countsOf(now),
    before: before && countsOf(before),
    psi,
    distance,
    new_values,
    vanished_values,
    histogram: column.histogram && defined({ now: column.histogram.now, before: column.histogram.before }),
  })
}

function countsOf({ nulls, distinct }: ColumnValues): ColumnValues {
  return defined({ nulls, distinct })
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>
}

/** The object without keys that are undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>
}
