import { isDeepStrictEqual } from 'node:util'
import { readYaml } from '../text/read-yaml.js'
import { isRecord } from '../text/records.js'
import { directoryHash } from './directory-hash.js'

type Mapping = Readonly<Record<string, unknown>>

/**
 * Whether two texts of a dvc.lock or `.dvc` file differ by the versions in a remote alone: by `cloud`, and by `files`
 * in place of the hash of a directory, as `dvc push` writes them to a remote that keeps versions.
 */
export function differByVersionsAlone(before: string, after: string): boolean {
  return isDeepStrictEqual(withoutVersions(parsed(before)), withoutVersions(parsed(after)))
}

function parsed(text: string): unknown {
  try {
    return readYaml(text)
  } catch {
    // Texts that cannot be read differ unless they are equal.
    return text
  }
}

/** The content of a dvc.lock or a `.dvc` file without versions. */
function withoutVersions(file: unknown): unknown {
  if (!isRecord(file)) return file
  const { stages } = file
  return isRecord(stages)
    ? { ...file, stages: Object.fromEntries(Object.entries(stages).map(([name, stage]) => [name, owner(stage)])) }
    : owner(file)
}

/** A stage, or a `.dvc` file. */
function owner(stage: unknown): unknown {
  if (!isRecord(stage)) return stage
  return {
    ...stage,
    ...Object.fromEntries(
      ['deps', 'outs'].flatMap((key) => (Array.isArray(stage[key]) ? [[key, stage[key].map(bare)]] : [])),
    ),
  }
}

/** An output or a dependency without versions: a directory has its hash, as before a push, and not its size. */
function bare(out: unknown): unknown {
  if (!isRecord(out)) return out
  const hash = hashOfEntry(out)
  const isDirectory = hash?.endsWith('.dir') === true
  const left: readonly string[] = ['cloud', ...(isDirectory ? ['files', 'size', 'nfiles'] : [])]
  const kept = Object.fromEntries(Object.entries(out).filter(([key]) => !left.includes(key)))
  return hash === undefined ? kept : { ...kept, md5: hash }
}

/**
 * The MD5 of an output or a dependency in a dvc.lock or `.dvc` file. After a push to a remote that keeps versions, a
 * directory has a list of its files in place of its hash.
 * @returns undefined where the entry has none
 */
export function hashOfEntry({ md5, files }: Mapping): string | undefined {
  if (typeof md5 === 'string') return md5
  return Array.isArray(files) ? hashOfFiles(files) : undefined
}

/** The hash of a directory with these files; undefined for a list that is none of DVC's. */
function hashOfFiles(files: readonly unknown[]): string | undefined {
  const members = files.flatMap((file) => {
    const { relpath, md5 } = isRecord(file) ? file : {}
    return typeof relpath === 'string' && typeof md5 === 'string' ? [{ path: relpath, md5 }] : []
  })
  return members.length === files.length ? directoryHash(members) : undefined
}
