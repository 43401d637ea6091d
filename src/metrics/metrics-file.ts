import { extname } from 'node:path'
import { flatten } from './flatten.js'
import { readJson } from './json-tree.js'
import type { ParsedFile } from './parsed-file.js'
import { Refusal } from './refusal.js'
import type { Shape } from './shape.js'
import { readToml } from './toml-tree.js'
import { readYaml } from './yaml-tree.js'

/**
 * Parses the text of a metrics file. It never throws: the result has the problem.
 *
 * The file's name gives the format, as in DVC (`dvc/utils/serialize`): `.json`, `.toml`, and YAML for every other
 * name. So a plain file with one number is a metric too, with the name of the file. Nested mappings become
 * dotted names. Unlike DVC, an empty file, a duplicate key or a number that is not finite is a problem and never a value,
 * true and false are not numbers, and a byte-order mark is accepted in JSON. Numbers are doubles: an integer of 30 digits
 * is a metric and keeps about 16 of them. `.py` files, which DVC reads as Python, are rejected.
 */
export function parseMetricsFile(path: string, text: string): ParsedFile {
  try {
    return parseAs(extname(path).toLowerCase(), path, text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    if (error instanceof Refusal) return unreadableFile(path, error.message, error.line)
    throw error
  }
}

/**
 * A metrics file that the caller could not read: it is absent, its object is not in the remote, or it is
 * not text. Every limit on its metrics fails.
 *
 * @param reason the end of the sentence `metrics.json cannot be read: …`
 */
export function unreadableFile(path: string, reason: string, line?: number): ParsedFile {
  const place = line === undefined ? {} : { line }
  const at = line === undefined ? '' : `line ${line}: `
  return {
    path,
    leaves: new Map(),
    problem: { kind: 'file', path, ...place, seen: 'unreadable', message: `${path} cannot be read: ${at}${reason}` },
  }
}

function parseAs(extension: string, path: string, text: string): ParsedFile {
  if (text.trim() === '') throw new Refusal('it is empty')
  switch (extension) {
    case '.json':
      return leavesOf(path, readJson(text))
    case '.toml':
      return leavesOf(path, readToml(text))
    case '.py':
      throw new Refusal('metrics in Python files are not supported; write JSON, YAML or TOML')
    default:
      return leavesOf(path, readYaml(text))
  }
}

function leavesOf<Node>(path: string, tree: { root: Node; describe: (node: Node) => Shape<Node> }): ParsedFile {
  return { path, leaves: flatten(path, tree.root, tree.describe) }
}
