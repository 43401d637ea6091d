import { createHash } from 'node:crypto'
import { readFile, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OutsideErrorId } from '../errors/catalogue.js'
import { OutsideError } from '../errors/errors.js'
import type { Host } from '../run/host.js'
import { type ProcessOptions, runProcess } from '../run/process.js'
import type { SharedCache } from '../run/shared-cache.js'
import { capitalized } from '../text/words.js'
import { cacheRoot } from './cache-root.js'
import { lastLines } from './install-output.js'
import { keptDirectory } from './kept-directory.js'
import { findPython, type Interpreter } from './python.js'
import { isProgram, pythonOf } from './search-path.js'
import { provideUv } from './uv.js'
import { WITHOUT_INDEX } from './without-index.js'

/** A program that reads data, with packages of its own. */
export interface Reader {
  /** Folder in the cache of installations. */
  kind: string
  /** Its packages, in a sentence. */
  packages: string
  /** `read tables`. */
  purpose: string
  failure: OutsideErrorId
}

export const READERS = {
  tables: { kind: 'duckdb', packages: 'DuckDB', purpose: 'read tables', failure: 'duckdb-install-failed' },
  files: {
    kind: 'file-reader',
    packages: 'the reader of files',
    purpose: 'read images, audio, texts and models',
    failure: 'file-reader-install-failed',
  },
} as const satisfies Record<string, Reader>

export interface ReaderEnvironmentRequest {
  reader: Reader
  /** Files of requirements with hashes, absolute. Without one, each Python of this machine will do. */
  requirements: readonly string[]
  env: NodeJS.ProcessEnv
  cwd: string
  signal: AbortSignal
  host: Host
  /** Default: the folder that the environment variables give (cache-root.ts). */
  cacheRoot?: string
  /** Caches the installation for other machines. */
  shared?: SharedCache
  /** A Python that runs already. */
  running?: Interpreter | undefined
}

/** The oldest Python of the pinned packages. */
const MINIMUM_PYTHON = '3.9'
/** Seconds of the longest installation: some 30 MB. */
const SECONDS = 300

/**
 * The Python of an environment in the cache that has the packages of a reader and nothing of the project. uv installs it
 * once, from files with known hashes.
 * @throws {SetupError} no Python, or neither uv nor a way to install it
 * @throws {OutsideError} the package index cannot be reached, or has other files
 */
export async function provideReader(request: ReaderEnvironmentRequest): Promise<string> {
  const { env, cwd, signal, host, reader } = request
  const root = request.cacheRoot ?? cacheRoot(env)
  const { purpose } = reader
  const python = await findPython({ env, cwd, signal, minimum: MINIMUM_PYTHON, purpose, running: request.running })
  if (request.requirements.length === 0) return python.program
  const texts = await Promise.all(request.requirements.map(async (file) => await readFile(file, 'utf8')))
  const base = await realpath(python.base).catch(() => python.base)
  const hash = createHash('sha256').update(JSON.stringify([...texts, base, process.platform, process.arch]))
  const { directory } = await keptDirectory({
    root,
    kind: reader.kind,
    what: reader.packages,
    name: [`py${python.version}`, hash.digest('hex').slice(0, 12)].join('-'),
    ...(request.shared === undefined ? {} : { shared: request.shared }),
    usable: async (kept) => await isProgram(pythonOf(join(kept, 'environment'))),
    build: async (made) => {
      const uv = await provideUv({ env, cwd, signal, host, cacheRoot: root })
      host.info(`Installing ${reader.packages} for Python ${python.version}, to ${reader.purpose}.`)
      const file = join(made, 'requirements.txt')
      await writeFile(file, texts.join('\n'))
      const environment = join(made, 'environment')
      const options = { cwd: made, env: uv.env, signal, timeout: SECONDS }
      await install(reader, [uv.program, 'venv', '--quiet', '--python', python.program, environment], options)
      const wanted = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '-r', file]
      await install(reader, [uv.program, 'pip', 'install', '--python', pythonOf(environment), ...wanted], options)
    },
  })
  return pythonOf(join(directory, 'environment'))
}

/** @throws {OutsideError} the command failed */
async function install(reader: Reader, argv: [string, ...string[]], options: ProcessOptions): Promise<void> {
  const result = await runProcess(argv, options)
  if (result.code === 0) return
  const how = result.timedOut ? `did not end within ${SECONDS} s` : `ended with ${result.code}`
  const message = `${capitalized(reader.packages)} cannot be installed: uv ${how}.\n${lastLines(result)}\n`
  throw new OutsideError(reader.failure, message, { remedy: WITHOUT_INDEX })
}
