import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import { messageOf, ProjectError } from '../errors/errors.js'
import { readPlainFile } from '../run/plain-file.js'
import type { SetupExports } from '../run/run.js'
import { withFirst } from './search-path.js'

/** A file with which the set-up command may set something for what runs after it. */
export type ExportKind = 'path' | 'env'

/** The variables of the runner that name the files. */
const VARIABLES: Readonly<Record<ExportKind, string>> = { path: 'GITHUB_PATH', env: 'GITHUB_ENV' }
/** Bytes of one file. */
const MOST_BYTES = 1024 * 1024
/**
 * Variables that decide which code the programs of the runner and of dvc-ci load, which belong to the runner, or which
 * are settings of dvc-ci. GitHub itself refuses only some of them.
 */
const REFUSED =
  /^(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|BASH_FUNC_.*|PROMPT_COMMAND|LD_PRELOAD|LD_AUDIT|DYLD_.*|NODE_.*|GIT_.*|GITHUB_.*|RUNNER_.*|ACTIONS_.*|INPUT_.*|STATE_.*|DVC_CI_.*|MLFLOW_TRACKING_.*|PYTHON(?:STARTUP|INSPECT|PATH|HOME)|PERL5(?:OPT|LIB)|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|LD_LIBRARY_PATH|(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|AWS_(?:ENDPOINT_URL.*|CONFIG_FILE|SHARED_CREDENTIALS_FILE|CA_BUNDLE))$/i

/** Private files that stand for those of the runner while the set-up command runs. */
export class ExportFiles {
  private constructor(
    private readonly folder: string,
    private readonly kinds: readonly ExportKind[],
  ) {}

  static async create(kinds: readonly ExportKind[], parent = process.env['RUNNER_TEMP'] || tmpdir()) {
    const files = new ExportFiles(await mkdtemp(join(parent, 'dvc-ci-setup-')), kinds)
    for (const kind of kinds) await writeFile(files.file(kind), '', { mode: 0o600 })
    return files
  }

  /** The variables for the command. */
  get variables(): NodeJS.ProcessEnv {
    return Object.fromEntries(this.kinds.map((kind) => [VARIABLES[kind], this.file(kind)]))
  }

  /** @throws {ProjectError} a file is no plain file, or has a line that is not allowed */
  async read(): Promise<SetupExports> {
    const text = async (kind: ExportKind) => (this.kinds.includes(kind) ? readExport(kind, this.file(kind)) : '')
    return { path: parsePaths(await text('path')), env: parseVariables(await text('env')) }
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  private file(kind: ExportKind): string {
    return join(this.folder, kind)
  }
}

/** The variables with the exports of the set-up. */
export function withExports(env: NodeJS.ProcessEnv, exported: SetupExports): NodeJS.ProcessEnv {
  return withFirst({ ...env, ...exported.env }, ...[...exported.path].reverse())
}

/**
 * The folders in a file like that of GITHUB_PATH: one in each line.
 * @throws {ProjectError} a line is no absolute folder
 */
export function parsePaths(text: string): string[] {
  return linesOf(text).flatMap((line) => {
    if (line === '') return []
    if (!isAbsolute(line) || line.includes(delimiter) || line.includes('\0'))
      throw refusal('path', line, `'${line}' is not the absolute path of one folder`)
    return [line]
  })
}

/**
 * The variables in a file like that of GITHUB_ENV: `NAME=VALUE`, or `NAME<<WORD` with the lines of the value and the
 * word alone in a line.
 * @throws {ProjectError} another form, or a name that is not allowed
 */
export function parseVariables(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  const lines = linesOf(text)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, name = '', form = '', rest = ''] = /^([A-Za-z_]\w*)(=|<<)(.*)$/s.exec(line) ?? []
    if (name === '') throw refusal('env', line, `the line ${at + 1} is neither NAME=VALUE nor NAME<<WORD`)
    if (REFUSED.test(name)) throw refusal('env', name, `${name} may not be set for what runs later`)
    if (form === '=') {
      found[name] = rest
      continue
    }
    const end = rest === '' ? -1 : lines.indexOf(rest, at + 1)
    if (end < 0) throw refusal('env', name, `the value of ${name} has no end: no line is '${rest}' alone`)
    found[name] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  const odd = Object.keys(found).find((name) => found[name]?.includes('\0'))
  if (odd !== undefined) throw refusal('env', odd, `the value of ${odd} has a zero byte`)
  return found
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split(/\r?\n/)
}

async function readExport(kind: ExportKind, file: string): Promise<string> {
  const read = await readPlainFile(file, MOST_BYTES)
  if (!('problem' in read)) return read.bytes.toString('utf8')
  const why =
    read.problem === 'unreadable'
      ? `cannot be read (${messageOf(read.cause)})`
      : read.problem === 'irregular'
        ? 'is no plain file'
        : `has more than ${MOST_BYTES} bytes`
  throw refusal(kind, VARIABLES[kind], `its file ${why}`)
}

function refusal(kind: ExportKind, value: string, why: string): ProjectError {
  return new ProjectError(
    'setup-export-invalid',
    `setup-exports: the set-up wrote to ${VARIABLES[kind]}, and ${why}.`,
    {
      key: 'setup-exports',
      value,
      remedy: `Correct the command of \`setup\`, or take \`${kind}\` out of \`setup-exports\`. No later step got anything.`,
    },
  )
}
