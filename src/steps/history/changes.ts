import type { PastData, PastParam } from '../../dvc/past-project.js'
import { compareText } from '../../metrics/order.js'
import type { BuildDataReport, BuildParamReport } from '../../report/builds-report.js'

/** The parameters of builds, by path and name, as the builds that change them. @param builds oldest first */
export function changesOf(builds: readonly (readonly PastParam[])[]): BuildParamReport[] {
  return runs(
    builds,
    ({ path, name }) => JSON.stringify([path, name]),
    ({ value }) => JSON.stringify(value) ?? '',
  )
    .map(({ first, changes }) => ({
      name: first.name,
      path: first.path,
      changes: changes.map(({ build, item }) => (item === undefined ? { build } : { build, value: item.value })),
    }))
    .sort((one, other) => compareText(one.path, other.path) || compareText(one.name, other.name))
}

/** The data of builds, by path, as the builds that change it. @param builds oldest first */
export function dataChanges(builds: readonly (readonly PastData[])[]): BuildDataReport[] {
  return runs(
    builds,
    ({ path }) => path,
    ({ hash }) => hash,
  )
    .map(({ first, changes }) => ({
      path: first.path,
      ...(first.output === true ? { output: true as const } : {}),
      changes: changes.map(({ build, item }) => {
        if (item === undefined) return { build }
        const { hash, size, files } = item
        return { build, hash, ...(size === undefined ? {} : { size }), ...(files === undefined ? {} : { files }) }
      }),
    }))
    .sort((one, other) => compareText(one.path, other.path))
}

interface Runs<T> {
  first: T
  /** The item is absent where the build has none. */
  changes: { build: number; item?: T }[]
}

/** Each item that builds have, as the builds in which its content differs from the build before. */
function runs<T>(
  builds: readonly (readonly T[])[],
  keyOf: (item: T) => string,
  contentOf: (item: T) => string,
): Runs<T>[] {
  const all = new Map<string, Runs<T> & { content: string | undefined; seen: number }>()
  for (const [build, items] of builds.entries()) {
    for (const item of items) {
      const [key, content] = [keyOf(item), contentOf(item)]
      const known = all.get(key) ?? { first: item, changes: [], content: undefined, seen: build }
      all.set(key, known)
      if (known.seen < build - 1 && known.content !== undefined) {
        known.changes.push({ build: known.seen + 1 })
        known.content = undefined
      }
      if (known.content !== content) known.changes.push({ build, item })
      known.content = content
      known.seen = build
    }
  }
  for (const known of all.values()) if (known.seen < builds.length - 1) known.changes.push({ build: known.seen + 1 })
  return [...all.values()]
}
