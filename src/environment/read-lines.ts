import { requirementLines } from '../text/requirement-lines.js'
import { normalizedName } from './package-name.js'
import type { Pin } from './read-records.js'

/** `numpy==2.1.0`, with extras, markers and hashes around it. */
const PINNED = /^(\w[\w.-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([\w.!+*-]+)/
/** `FROM --platform=… python:3.12-slim@sha256:… AS base`. */
const FROM = /^FROM\s+(?:--\S+\s+)*(\S+)/i
/** An image without its tag and digest; the colon of a port has a slash behind it. */
const IMAGE = /^([^@]*?)(?::([^/@]+))?(?:@(.+))?$/
/** Characters of a line in which a name and its version are searched: hashes may follow for thousands. */
const LONGEST = 500

/** The packages of a file of lines: requirements, a version of Python, a Dockerfile. @param name without folders */
export function readLines(name: string, text: string): Pin[] {
  const lines = requirementLines(text).map((line) => line.slice(0, LONGEST))
  if (name === '.python-version') return lines.slice(0, 1).map((version): Pin => ['python', version])
  return lines.flatMap(name.endsWith('.txt') ? pinned : base)
}

function pinned(line: string): Pin[] {
  const [, name, version] = PINNED.exec(line) ?? []
  return name === undefined || version === undefined ? [] : [[normalizedName(name), version]]
}

/** The base image of a stage of a Dockerfile. An earlier stage of the file and `scratch` have no version. */
function base(line: string): Pin[] {
  const [, name, tag, digest] = IMAGE.exec(FROM.exec(line)?.[1] ?? '') ?? []
  const version = [tag, digest].filter((part) => part !== undefined).join('@')
  return name === undefined || version === '' ? [] : [[name, version]]
}
