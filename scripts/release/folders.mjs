import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Every file below a folder, by its path: its bytes, and whether it is a program. */
export function contentsOf(directory) {
  const files = new Map()
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    files.set(relative(directory, path).replaceAll('\\', '/'), {
      bytes: readFileSync(path),
      program: (statSync(path).mode & 0o100) !== 0,
    })
  }
  return files
}

/** The paths at which two folders differ, sorted: another content, another mode, or only in one of them. */
export function differences(left, right) {
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((path) => {
      const [one, other] = [left.get(path), right.get(path)]
      return one === undefined || other === undefined || one.program !== other.program || !one.bytes.equals(other.bytes)
    })
    .sort()
}
