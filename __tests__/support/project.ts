import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { branchOf, deliver, refIn } from './git-files.js'
import { importForWorker } from './import-for-worker.js'
import type { Ran } from './in-process-globals.js'

const execute = promisify(execFile)
/** The committed bundle, or the one of a build that is being worked on. */
export const CLI = join(process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist'), 'cli.js')

/** What one call of the built command line came to. */
export interface Outcome {
  code: number
  stdout: string
  stderr: string
  report: Report
}

/** A finding of a report in a few words, for expectations. */
export function rules(report: Report): string[] {
  return [...new Set(report.lint.map(({ rule }) => rule))].sort()
}

/** A folder in memory where the system has one, for databases: scripts/lab/memory.mjs. Removed after the last suite. */
export function memoryFolder(): string {
  return process.env['DVC_CI_MEMORY'] ?? tmpdir()
}

/** The environment of a developer: DVC on PATH, nothing of the machine's own configuration, no event. */
export function developer(name = 'Alice'): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(GIT_|GITHUB_|INPUT_|ACTIONS_|RUNNER_|DVC_|VIRTUAL_ENV|CONDA|PYTHON|NODE_OPTIONS|CI$)/.test(key),
  )
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(lab.dvcBin), process.env['PATH']].join(delimiter),
    HOME: join(lab.directory, 'home'),
    DVC_NO_ANALYTICS: '1',
    ...(process.env['DVC_CI_MEMORY'] === undefined ? {} : { DVC_SITE_CACHE_DIR: join(memoryFolder(), 'dvc') }),
    GIT_CONFIG_GLOBAL: join(import.meta.dirname, 'gitconfig'),
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@example.org`,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: `${name.toLowerCase()}@example.org`,
  }
}

/** The stages of the tiny project: real commands that run in no time. Every script is a dependency, so code changes show. */
export const TINY: Readonly<Record<string, string>> = {
  'dvc.yaml': `stages:
  prepare:
    cmd: sh src/prepare.sh
    deps: [src/prepare.sh, data/raw.csv]
    outs: [data/parts]
  train:
    matrix:
      model: [a, b]
    cmd: sh src/train.sh \${item.model}
    deps: [src/train.sh, data/parts]
    params: ["train.\${item.model}"]
    outs: ["models/\${item.model}.txt"]
  evaluate:
    cmd: sh src/evaluate.sh
    deps: [src/evaluate.sh, models/a.txt, models/b.txt, data/parts]
    metrics:
      - metrics.json: {cache: false}
    plots:
      - curve.csv: {cache: false, x: step, y: loss}
`,
  'params.yaml': 'train:\n  a: 3\n  b: 5\n',
  'src/prepare.sh':
    'mkdir -p data/parts\nhead -n 60 data/raw.csv > data/parts/train.csv\ntail -n 40 data/raw.csv > data/parts/test.csv\n',
  'src/train.sh':
    'mkdir -p models\nwc -l < data/parts/train.csv > models/$1.txt\ngrep "  $1:" params.yaml >> models/$1.txt\n',
  // The sum of the two parameters decides the accuracy, so that an edit of one moves it: 3 + 5 gives 0.92.
  'src/evaluate.sh': `a=$(sed -n 's/^ *a: //p' models/a.txt)
b=$(sed -n 's/^ *b: //p' models/b.txt)
awk -v s="$((a + b))" 'BEGIN { printf "{\\"accuracy\\": %.4f, \\"loss\\": %.4f, \\"eval\\": {\\"rows\\": 40}}\\n", 1 - s / 100, s / 10 }' > metrics.json
printf 'step,loss\\n1,0.9\\n2,0.8\\n' > curve.csv
`,
  '.gitignore': '',
}

interface DvcError {
  type: string
  message: string
}

/** Runs DVC itself (the lab's), by the resident process that the suites of a run share (scripts/jest/dvc-server.mjs). */
export async function runDvc(cwd: string, argv: readonly string[]): Promise<string> {
  requireParts('dvc')
  const connection = connect(join(templatesFolder(), 'dvc.sock'))
  const request = { id: 1, op: 'cli', config: {}, events: false, argv, cwd, env: developer() }
  connection.write(`${JSON.stringify(request)}\n`)
  let [code, stdout, stderr] = [-1, '', '']
  for await (const line of createInterface({ input: connection })) {
    const answer = JSON.parse(line) as { out?: string; err?: string; error?: DvcError; exit?: number }
    stdout += answer.out ?? ''
    stderr += `${answer.err ?? ''}${answer.error ? `${answer.error.type}: ${answer.error.message}\n` : ''}`
    if (answer.exit === undefined) continue
    code = answer.exit
    connection.end()
  }
  if (code !== 0) throw new Error(`dvc ${argv.join(' ')} failed with ${code}: ${stdout}${stderr}`)
  return stdout
}

/** What in-process.ts exports. Its import here would make every suite depend on every source. */
interface InProcess {
  runHere: (argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv) => Promise<Ran>
  runStepHere: (cwd: string, env: NodeJS.ProcessEnv) => Promise<Ran>
  closeRuns: () => Promise<void>
}

let bundle: Promise<InProcess> | undefined

/** The bundle for runs in this process. `cleanUp` ends what it started. */
export function inProcess(): Promise<InProcess> {
  bundle ??= importForWorker(join(templatesFolder(), 'runs', 'in-process.mjs')) as Promise<InProcess>
  return bundle
}

/**
 * A program in the place of an interpreter of Python. The engine that it starts is the resident DVC that the suites of a
 * run share: scripts/jest/dvc-server.mjs.
 */
export function sharedDvc(): string {
  return join(templatesFolder(), 'relay.py')
}

/** The folder of scripts/jest/templates.mjs. */
export function templatesFolder(): string {
  const { DVC_CI_TEMPLATES: folder } = process.env
  if (folder === undefined) throw new Error('the suite is in no project of jest that has scripts/jest/templates.mjs')
  return folder
}

const directories: string[] = []

/** Ends what the tests of a file started and removes what they made. Call it in `afterAll`. */
export async function cleanUp(): Promise<void> {
  if (bundle !== undefined) await (await bundle).closeRuns()
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })))
}

/** A folder of the test's own, removed by `cleanUp`. @param parent a folder that exists */
export async function scratch(parent = tmpdir()): Promise<string> {
  const directory = await realpath(await mkdtemp(join(parent, 'dvc-ci-')))
  directories.push(directory)
  return directory
}

/** One person's clone of a project, with the server and the DVC remote that the team shares. */
export class Clone {
  constructor(
    readonly directory: string,
    readonly origin: string,
    readonly storage: string,
    readonly env: NodeJS.ProcessEnv = developer(),
  ) {}

  path(...parts: string[]): string {
    return join(this.directory, ...parts)
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true })
    await writeFile(this.path(path), text)
  }

  read(path: string): Promise<string> {
    return readFile(this.path(path), 'utf8')
  }

  /** Replaces text in a file. Fails when it is not there, so that a test can't silently change nothing. */
  async edit(path: string, from: string | RegExp, to: string): Promise<void> {
    const before = await this.read(path)
    const after = before.replace(from, to)
    if (after === before) throw new Error(`${path} has no ${String(from)}`)
    await this.write(path, after)
  }

  async git(...args: string[]): Promise<string> {
    return (
      await execute('git', args, { cwd: this.directory, env: this.env, maxBuffer: 64 * 1024 * 1024 })
    ).stdout.trim()
  }

  dvc(...argv: string[]): Promise<string> {
    return runDvc(this.directory, argv)
  }

  /** Commits everything and pushes the branch. */
  async commit(message: string, { push = true } = {}): Promise<string> {
    await this.git('add', '--all')
    await this.git('commit', '-q', '--allow-empty', '-m', message)
    if (push) await this.push()
    return this.head()
  }

  /** Pushes the branch, and makes the server's its upstream. */
  async push(): Promise<void> {
    const branch = branchOf(this.path('.git'))
    const isUpstream = (await this.read('.git/config').catch(() => '')).includes(`\n[branch "${branch}"]\n`)
    if (!isUpstream || branch === undefined || !deliver(this.directory, this.origin, branch))
      await this.git('push', '-q', '-u', 'origin', 'HEAD')
  }

  /** The commit of HEAD. */
  async head(): Promise<string> {
    return refIn(this.path('.git'), 'HEAD') ?? (await this.git('rev-parse', 'HEAD'))
  }

  /** Another person's fresh clone, without any data. */
  async clone(branch = 'main', ...options: string[]): Promise<Clone> {
    const directory = join(await scratch(), 'clone')
    await execute(
      'git',
      [
        'clone',
        '-q',
        '--branch',
        branch,
        ...options,
        options.includes('--depth=1') ? `file://${this.origin}` : this.origin,
        directory,
      ],
      { env: this.env },
    )
    return new Clone(directory, this.origin, this.storage, this.env)
  }

  /** The lines of `git status`: empty when nothing differs from HEAD. */
  status(): Promise<string> {
    return this.git('status', '--porcelain')
  }

  /** Runs the committed bundle here, as a person or a runner would. */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.start(args, env).outcome
  }

  /**
   * Runs a request as `run` does, but in this process and with one resident DVC for all runs of the suite: a third of
   * the processor time. For the cases of a promise, one of which runs the command line.
   */
  async here(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const file = join(dirname(this.directory), `report-${Math.random().toString(36).slice(2)}.json`)
    const { runHere } = await inProcess()
    const ran = await runHere([...args, '--report', file], this.directory, { ...this.env, ...env })
    return { ...ran, report: JSON.parse(await readFile(file, 'utf8')) as Report }
  }

  /** Starts the committed bundle without waiting for its end. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; outcome: Promise<Outcome> } {
    const file = join(dirname(this.directory), `report-${Math.random().toString(36).slice(2)}.json`)
    const child = spawn(process.execPath, [CLI, ...args, '--report', file], {
      cwd: this.directory,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const outcome = new Promise<Outcome>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => {
        readFile(file, 'utf8').then(
          (text) => resolve({ code: code ?? -1, stdout, stderr, report: JSON.parse(text) as Report }),
          () => reject(new Error(`no report; code ${code}, signal ${signal}\n${stdout}\n${stderr}`)),
        )
      })
    })
    return { child, outcome }
  }
}

/** A change to the tiny project's files: text replaces, null removes. */
export type Files = Readonly<Record<string, string | null>>

/**
 * The tiny project as a team has it: a bare repository as the server, a local folder as the DVC remote, and a clone in
 * which everything was reproduced, committed and pushed. A project of the same files is built once and copied.
 */
export async function tinyProject(files: Files = {}): Promise<Clone> {
  const directory = await scratch()
  const clone = cloneIn(directory)
  const plain = Object.fromEntries(Object.entries(files).filter(([path]) => !decidesBuild(path)))
  const template = await templateOf(Object.fromEntries(Object.entries(files).filter(([path]) => decidesBuild(path))))
  await copyTiny(template, clone)
  for (const [path, text] of Object.entries(plain)) if (text !== null) await clone.write(path, text)
  await clone.git('add', '--all')
  await clone.git('commit', '-q', '--amend', '--no-edit')
  if (!deliver(clone.directory, clone.origin, 'main', { force: true }))
    throw new Error('the template is no plain clone')
  return clone
}

const FOLDERS = ['origin.git', 'storage', 'alice']

/** Copies a template to the place of a clone. */
async function copyTiny(template: string, clone: Clone): Promise<void> {
  // -a keeps the times of files, by which DVC and Git know them.
  await execute('cp', ['-a', ...FOLDERS.map((name) => join(template, name)), dirname(clone.directory)])
  await clone.edit('.git/config', /url = .*/, `url = ${clone.origin}`)
  await clone.edit('.dvc/config', /url = .*/, `url = ${clone.storage}`)
}

function cloneIn(directory: string): Clone {
  const [origin, storage, work] = FOLDERS.map((name) => join(directory, name)) as [string, string, string]
  return new Clone(work, origin, storage)
}

/** Whether a file changes the pipeline or its build. Settings and files that no stage reads are added to a copy. */
function decidesBuild(path: string): boolean {
  return !/^(dvc-ci\.yaml|requirements\.txt|\.github\/.*|CODEOWNERS)$/.test(path)
}

/** A built project that tests copy. */
function templateOf(files: Files): Promise<string> {
  const all = Object.entries({ ...TINY, ...files }).flatMap(([path, text]) =>
    text === null ? [] : [[path, text] as const],
  )
  const how = [buildTiny.toString(), buildSeed.toString()]
  return template('tiny', [all.sort(), ...how], Object.keys(files).length === 0, (folder) =>
    buildTiny(cloneIn(folder), Object.fromEntries(all)),
  )
}

/**
 * A folder that tests copy: made by the first that needs it, and kept while its description and DVC stay the same.
 * @param lasting whether it serves later runs too. Others would pile up: a file may name an address or a folder.
 */
async function template(
  name: string,
  description: unknown,
  lasting: boolean,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([description, lab.versions.dvc]))
    .digest('hex')
    .slice(0, 16)
  const made = join(lasting ? join(lab.directory, 'templates') : templatesFolder(), `${name}-${key}`)
  if (existsSync(made)) return made
  const building = `${made}.${process.pid}`
  await mkdir(building, { recursive: true })
  await make(building)
  await rename(building, made).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true })
    if (!existsSync(made)) throw error
  })
  return made
}

/** A new DVC project without stages or data, in a new Git repository: `git init` and `dvc init`, copied. */
export async function emptyProject(): Promise<string> {
  const directory = await scratch()
  const made = await template('empty', buildEmpty.toString(), true, buildEmpty)
  await execute('cp', ['-a', `${made}/.`, directory])
  return directory
}

async function buildEmpty(folder: string): Promise<void> {
  await execute('git', ['init', '-q', '--template=', '-b', 'main', folder], { env: developer() })
  await runDvc(folder, ['init', '-q'])
}

/** What every tiny project has: its data, a remote and a server. */
async function buildSeed(clone: Clone): Promise<void> {
  await mkdir(clone.directory, { recursive: true })
  await mkdir(clone.storage)
  await execute('git', ['init', '-q', '--bare', '--template=', '-b', 'main', clone.origin], { env: developer() })
  await clone.git('init', '-q', '-b', 'main')
  await clone.git('remote', 'add', 'origin', clone.origin)
  await clone.write(
    'data/raw.csv',
    Array.from({ length: 100 }, (_, row) => `${row},${(row * 7) % 11}`).join('\n') + '\n',
  )
  await clone.dvc('init', '-q')
  await clone.dvc('remote', 'add', '-q', '--default', 'storage', clone.storage)
  await clone.dvc('add', '-q', 'data/raw.csv')
}

async function buildTiny(clone: Clone, files: Readonly<Record<string, string>>): Promise<void> {
  await copyTiny(await template('seed', buildSeed.toString(), true, (folder) => buildSeed(cloneIn(folder))), clone)
  for (const [path, text] of Object.entries(files)) await clone.write(path, text)
  if (files['dvc.yaml'] !== undefined) await clone.dvc('repro', '-q', '-P')
  await clone.dvc('push', '-q')
  await clone.commit('A pipeline')
}
