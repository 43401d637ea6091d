import { relative } from 'node:path'

/** The path that leads from one folder to a file or folder, with slashes; empty for the folder itself. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).replaceAll('\\', '/')
}
