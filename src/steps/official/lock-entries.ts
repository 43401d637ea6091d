import { readYaml } from '../../text/read-yaml.js'
import { isRecord } from '../../text/records.js'
import type { Project } from '../project/project.js'
import { SourceLines } from '../project/source-lines.js'
import { lockEntry } from './measured-officially.js'

/** The entries of stages in dvc.lock, in a commit and in the checkout; undefined where dvc.lock has none. */
export type LockEntries = ReadonlyMap<string, { before: unknown; now: unknown }>

/** The entries of these stages in the dvc.lock of a commit, and in that of the checkout. */
export async function lockEntriesOf(
  { git, graph, files, inGit }: Project,
  commit: string,
  names: readonly string[],
): Promise<LockEntries> {
  const fileOf = (name: string) => SourceLines.lockOf(graph.stage(name)?.file ?? 'dvc.yaml')
  const paths = [...new Set(names.map(fileOf))]
  const texts = await git.readFiles(commit, paths.map(inGit))
  const locks = new Map(
    paths.map((path) => {
      const [text, present] = [texts.get(inGit(path))?.toString('utf8'), files.find((file) => file.path === path)]
      // A large dvc.lock takes seconds to parse, and most changes leave it as it is.
      return [path, { then: text === present?.text ? present?.data : parsed(text ?? ''), now: present?.data }]
    }),
  )
  return new Map(
    names.map((name) => {
      const lock = locks.get(fileOf(name))
      return [name, { before: lockEntry(lock?.then, name), now: lockEntry(lock?.now, name) }]
    }),
  )
}

/** A broken dvc.lock of an older commit has no entry. */
function parsed(text: string): unknown {
  try {
    const lock: unknown = readYaml(text)
    return isRecord(lock) ? lock : undefined
  } catch {
    return undefined
  }
}
