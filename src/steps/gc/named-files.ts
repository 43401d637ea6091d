import { type NamedObjects, namedObjects, namingKind } from '../../dvc/named-objects.js'
import type { DataFile, DataHistory } from '../../git/data-history.js'

/** Contents of files that are read at once. */
const AT_ONCE = 200
const UNREADABLE = { fault: 'Git does not have its content' }

/** A dvc.lock or `.dvc` file in a tree. */
export interface NamingFile extends DataFile {
  /** Git's name of the dvc.yaml beside a dvc.lock. */
  pipeline?: string
}

/** Objects by the commit that named them, newest first. */
export type NamedHistory = { commit: string; hashes: string[] }[]

/** The files of a tree that name objects. */
export function namingFiles(files: readonly DataFile[]): NamingFile[] {
  const byPath = new Map(files.map(({ path, blob }) => [path, blob]))
  return files
    .filter(({ path }) => namingKind(path) !== undefined)
    .map((file) => {
      const pipeline =
        namingKind(file.path) === 'lock' ? byPath.get(`${file.path.slice(0, -'dvc.lock'.length)}dvc.yaml`) : undefined
      return { ...file, ...(pipeline === undefined ? {} : { pipeline }) }
    })
}

/** The objects that files name. Each content is parsed once. */
export class NamedFiles {
  private readonly parsed = new Map<string, NamedObjects | { fault: string }>()
  private readonly pipelines = new Map<string, string>()

  /** @param remote the remote that is asked; undefined: outputs that name any remote count as elsewhere */
  constructor(private readonly remote: string | undefined) {}

  /** What a file names, once it was read. */
  of(file: NamingFile): NamedObjects | { fault: string } {
    return this.parsed.get(keyOf(file)) ?? UNREADABLE
  }

  /** Reads files of one repository. */
  async read(from: DataHistory, files: readonly NamingFile[]): Promise<void> {
    const lacking = [...new Map(files.map((file) => [keyOf(file), file]))].filter(([key]) => !this.parsed.has(key))
    for (let at = 0; at < lacking.length; at += AT_ONCE) {
      const part = lacking.slice(at, at + AT_ONCE)
      const blobs = part.flatMap(([, { blob, pipeline }]) =>
        pipeline === undefined || this.pipelines.has(pipeline) ? [blob] : [blob, pipeline],
      )
      const contents = await from.blobs([...new Set(blobs)])
      for (const [key, { path, blob, pipeline }] of part) {
        const text = contents.get(blob)?.toString('utf8')
        const beside = pipeline === undefined ? undefined : contents.get(pipeline)?.toString('utf8')
        if (pipeline !== undefined && beside !== undefined) this.pipelines.set(pipeline, beside)
        const known = this.pipelines.get(pipeline ?? '')
        this.parsed.set(key, text === undefined ? UNREADABLE : namedObjects(path, text, known, this.remote))
      }
    }
  }

  /** The objects that each commit named. A file of an old commit that cannot be read names none. */
  async history(from: DataHistory, tips: readonly string[]): Promise<NamedHistory> {
    const written = (await from.writtenData(tips)).filter(({ path }) => namingKind(path) !== undefined)
    await this.read(from, written)
    const commits = new Map<string, Set<string>>()
    for (const file of written) {
      const found = this.of(file)
      if ('fault' in found) continue
      const hashes = commits.get(file.commit) ?? new Set()
      for (const hash of [...found.hashes, ...found.elsewhere]) hashes.add(hash)
      commits.set(file.commit, hashes)
    }
    return [...commits].map(([commit, hashes]) => ({ commit, hashes: [...hashes] }))
  }
}

function keyOf({ path, blob, pipeline = '' }: NamingFile): string {
  return `${blob} ${namingKind(path) ?? ''} ${pipeline}`
}
