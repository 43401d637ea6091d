import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { Dvc } from '../../src/dvc/dvc.js'
import { type Engine, startEngine } from '../../src/dvc/engine.js'
import { type EngineOptions, QueryError, type StageEvent } from '../../src/dvc/engine-protocol.js'
import { ResidentProcess } from '../../src/dvc/resident.js'
import { CancelledError, SetupError } from '../../src/errors/errors.js'
import type { Project } from '../../src/pipeline/project.js'
import { deferred } from '../../src/run/deferred.js'
import { quietHost } from '../support/host.js'
import { type Clone, cleanUp, developer, emptyProject, scratch, sharedDvc, tinyProject } from '../support/project.js'
import { until } from '../support/until.js'

const debug: string[] = []
const host = quietHost({
  debug: (line) => {
    debug.push(line)
  },
})
const engines: Engine[] = []

function optionsFor(cwd: string): EngineOptions {
  const { signal } = new AbortController()
  return { python: lab.pythonBin('dvc'), cwd, env: developer(), schemes: [], config: {}, host, signal }
}

function start(cwd: string, options: Partial<EngineOptions> = {}): Engine {
  const engine = startEngine({ ...optionsFor(cwd), ...options })
  engines.push(engine)
  return engine
}

/** An engine that neither starts nor ends DVC: 0.7 s of processor time less. */
function startShared(cwd: string, options: Partial<EngineOptions> = {}): Engine {
  return start(cwd, { python: sharedDvc(), ...options })
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A project with one stage that never ran. */
async function oneStage(cmd: string): Promise<string> {
  const directory = await emptyProject()
  await writeFile(join(directory, 'dvc.yaml'), `stages:\n  only:\n    cmd: ${JSON.stringify(cmd)}\n    outs: [out]\n`)
  return directory
}

const pidFrom = async (file: string): Promise<number> => {
  await until(async () => existsSync(file) && (await readFile(file, 'utf8')).trim() !== '')
  return Number((await readFile(file, 'utf8')).trim())
}

/** A separate program that starts an engine in a directory. Node ends there when nothing keeps it alive, which jest prevents. */
async function program(source: string, directory: string): Promise<ChildProcessByStdio<null, Readable, null>> {
  const outfile = join(await scratch(), 'program.mjs')
  const contents = `import { startEngine } from ${JSON.stringify(join(lab.root, 'src/dvc/engine.ts'))}
    const host = { debug: (line) => console.log(line) }
    const start = (resident) => startEngine({ python: process.argv[2], cwd: process.argv[3], env: process.env, schemes: [], config: {}, host, signal: new AbortController().signal, resident })
    ${source}`
  await build({
    stdin: { contents, resolveDir: lab.root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    define: {
      "process.env['DVC_CI_ENGINE']": JSON.stringify(`file://${join(lab.root, 'engine/dvc_ci_engine/__main__.py')}`),
    },
  })
  return spawn(process.execPath, [outfile, lab.pythonBin('dvc'), directory], {
    env: developer(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})
afterAll(cleanUp)

describe('the resident DVC', () => {
  test('the resident DVC separates standard output and error, returns exit codes, and answers queries during commands', async () => {
    const { directory } = await tinyProject()
    const engine = startShared(directory)
    const [status, wrong, project] = await Promise.all([
      engine.run(['status', '--json']),
      engine.run(['no-such-command']),
      engine.query('inspect'),
    ])
    expect(status).toMatchObject({ code: 0, stdout: '{}\n', stderr: '' })
    expect(wrong.code).toBe(254)
    expect(wrong.stdout).toMatch(/^usage: /)
    expect(wrong.stderr).toMatch(/^ERROR: .*no-such-command/)
    expect((project as Project).stages.map(({ name }) => name).sort()).toEqual([
      'data/raw.csv.dvc',
      'evaluate',
      'prepare',
      'train@a',
      'train@b',
    ])
    expect(debug.join('\n')).toContain('resident DVC')
  })

  test('the resident DVC reports each stage of a reproduction', async () => {
    const { directory } = await tinyProject()
    const events: StageEvent[] = []
    const engine = startShared(directory)
    await writeFile(join(directory, 'params.yaml'), 'train:\n  a: 3\n  b: 6\n')
    const result = await engine.run(['repro'], { onStage: (event) => events.push(event) })
    expect(result.code).toBe(0)
    const last = new Map(events.map(({ stage, state }) => [stage, state]))
    expect(Object.fromEntries(last)).toEqual({
      'data/raw.csv.dvc': 'unchanged',
      prepare: 'unchanged',
      'train@a': 'unchanged',
      'train@b': 'ran',
      evaluate: 'ran',
    })
    await writeFile(join(directory, 'params.yaml'), 'train:\n  a: 3\n  b: 5\n')
    events.length = 0
    await engine.run(['repro'], { onStage: (event) => events.push(event) })
    expect(events.filter(({ stage }) => stage === 'train@b').map(({ state }) => state)).toEqual(['restored'])
  })

  test('the resident DVC runs the next command after a child was killed', async () => {
    const directory = await oneStage('kill -9 $PPID')
    const engine = startShared(directory)
    expect((await engine.run(['repro'])).code).toBe(137)
    expect((await engine.run(['status', '--json'])).code).toBe(0)
  })

  test('the resident DVC does not wait for a daemon that a stage left with open pipes', async () => {
    const directory = await oneStage('echo made > out; setsid sleep 60 & echo $! > daemon')
    const result = await startShared(directory).run(['repro'])
    const daemon = await pidFrom(join(directory, 'daemon'))
    expect(alive(daemon)).toBe(true)
    process.kill(daemon, 'SIGKILL')
    expect(result.code).toBe(0)
  })

  test.each([
    ['sleeps', 'echo $$ > pid; sleep 600', startShared],
    ['ignores interrupts', "trap '' INT; echo $$ > pid; while :; do sleep 1; done", startShared],
    ['ignores SIGINT and SIGTERM', "trap '' INT TERM; echo $$ > pid; while :; do sleep 1; done", start],
  ])('cancelling ends a stage that %s, with all its processes', async (_, cmd, begin) => {
    const directory = await oneStage(cmd)
    const abort = new AbortController()
    const running = begin(directory, { signal: abort.signal }).run(['repro'])
    const pid = await pidFrom(join(directory, 'pid'))
    abort.abort()
    await expect(running).rejects.toThrow(CancelledError)
    expect(alive(pid)).toBe(false)
    expect(existsSync(join(directory, 'dvc.lock'))).toBe(false)
  })

  test('a command that exceeds its time limit is ended, and its result says so', async () => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const engine = startShared(directory)
    // The time limit counts from the request, so DVC is loaded by then.
    await engine.run(['status'])
    const result = await engine.run(['repro'], { timeout: 8 })
    expect(result.timedOut).toBe(true)
    expect(result.code).not.toBe(0)
    expect(alive(await pidFrom(join(directory, 'pid')))).toBe(false)
  })

  test('an engine that is closed ends its own requests, and a resident DVC that others share lives on', async () => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const resident = new ResidentProcess(optionsFor(directory))
    const [one, other] = [startEngine(optionsFor(directory), resident), startEngine(optionsFor(directory), resident)]
    const running = one.run(['repro'])
    const stage = await pidFrom(join(directory, 'pid'))
    await one.close()
    expect([(await running).code === 0, alive(stage)]).toEqual([false, false])
    expect((await other.run(['status', '--json'])).code).toBe(0)
    await resident.close()
  })

  test('a killed resident DVC ends its stages, and later requests use one process each', async () => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const engine = start(directory)
    const running = engine.run(['repro'])
    const stage = await pidFrom(join(directory, 'pid'))
    debug.length = 0
    process.kill(engine.pid ?? 0, 'SIGKILL')
    await expect(running).rejects.toThrow(
      'the resident DVC ended unexpectedly (SIGKILL: it was killed, or the machine ran out of memory)',
    )
    await until(() => !alive(stage))
    expect((await engine.run(['status', '--json'])).code).toBe(0)
    expect(await engine.query('inspect')).toMatchObject({ stages: [{ name: 'only' }] })
    expect(debug.filter((line) => line.includes('one process per command instead'))).toHaveLength(1)
  })

  test.each([
    ['the resident DVC', 'true'],
    ['a DVC process of one request', 'false'],
  ])('%s ends with its stages when the program that started it is killed', async (_, asResident) => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const owner = await program(`await start(${asResident}).run(['repro'])`, directory)
    let printed = ''
    owner.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    const stage = await pidFrom(join(directory, 'pid'))
    const resident = asResident === 'true' ? Number(/process (\d+)/.exec(printed)?.[1]) : undefined
    expect(resident === undefined || alive(resident)).toBe(true)
    owner.kill('SIGKILL')
    await until(() => !alive(stage) && (resident === undefined || !alive(resident)))
  })

  // One wait that ends must keep Node alive for another: Node would exit with code 13 and no report.
  test.each([
    [
      'for the version and a query, for a short command and a long one, and for the close during a command',
      `const engine = start(true)
      await Promise.all([engine.about(), engine.query('inspect'), engine.about()])
      await Promise.all([engine.run(['--version']), engine.run(['repro'])])
      const asked = engine.run(['repro', '--force']).catch(() => undefined)
      await new Promise((go) => setTimeout(go, 50))
      await engine.close()
      await asked`,
    ],
    ['for one request, and the engine is not closed', "await start(true).run(['status'])"],
  ])('the resident DVC keeps Node alive while callers wait %s', async (_, source) => {
    const owner = await program(`${source}; console.log('the end')`, await oneStage('sleep 1; echo made > out'))
    let printed = ''
    owner.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    expect(await new Promise((resolve) => owner.once('close', resolve))).toBe(0)
    expect(printed).toMatch(/the end\n$/)
  })

  test("the engine's configuration overrides DVC's in memory and changes no file", async () => {
    const { directory, storage } = await tinyProject()
    const engine = startShared(directory, {
      config: { core: { remote: 'storage' }, remotes: { verify: true }, remoteConfig: { url: `${storage}-elsewhere` } },
    })
    const project = (await engine.query('inspect')) as Project
    expect(project.remotes).toEqual({ storage: { url: `${storage}-elsewhere` } })
    expect(await readFile(join(directory, '.dvc/config'), 'utf8')).not.toContain('elsewhere')
    expect(existsSync(join(directory, '.dvc/config.local'))).toBe(false)
  })

  test('infinite numbers and NaN arrive as texts', async () => {
    const directory = await oneStage('echo > out')
    await writeFile(
      join(directory, 'dvc.yaml'),
      'stages:\n  only:\n    cmd: echo > out\n    params: [far]\n    meta: {low: -.inf, none: .nan}\n',
    )
    await writeFile(join(directory, 'params.yaml'), 'far: .inf\n')
    const engine = startShared(directory)
    expect((await engine.run(['repro', '-q'])).code).toBe(0)
    const { stages } = (await engine.query('inspect')) as Project
    expect(stages).toMatchObject([{ meta: { low: '-Infinity', none: 'NaN' }, deps: [{ locked: { far: 'Infinity' } }] }])
  })

  test("an exception of DVC's arrives as a QueryError, and no address shows a password", async () => {
    const { directory } = await tinyProject()
    const engine = startShared(directory, { config: { core: { remote: 'nowhere' } } })
    await expect(engine.query('verify', { mode: 'exists' })).rejects.toThrow(QueryError)
    await writeFile(
      join(directory, '.dvc/config'),
      '[core]\n    remote = web\n[\'remote "web"\']\n    url = https://me:hunter2@127.0.0.1:1/x\n',
    )
    const project = (await startShared(directory).query('inspect')) as Project
    expect(project.remotes['web']?.url).toBe('https://127.0.0.1:1/x')
  })

  test('the engine ignores text that Python prints at its start', async () => {
    const directory = await oneStage('echo x > out')
    const site = await scratch()
    await writeFile(join(site, 'sitecustomize.py'), 'print("hello"); print("{")\n')
    const engine = start(directory, { env: { ...developer(), PYTHONPATH: site } })
    expect((await engine.about())?.version).toBe(lab.versions.dvc)
    expect((await engine.run(['stage', 'list', '--name-only'])).stdout.trim()).toMatch(/only$/)
  })
})

describe.each([
  ['the resident', true],
  ['a separate process', false],
] as const)('a prepared request in %s', (_, resident) => {
  const begin = (directory: string) => (resident ? startShared(directory) : start(directory, { resident }))
  const signal = () => {
    const { promise, resolve, reject } = deferred<NodeJS.ProcessEnv | undefined>()
    return { startSignal: promise, start: resolve, refuse: reject }
  }

  test('a prepared command waits for its start signal and runs in the environment that it brings', async () => {
    const directory = await oneStage('echo "$TOLD" > out')
    const engine = begin(directory)
    const { startSignal, start: giveSignal } = signal()
    let ended = false
    const running = engine.run(['repro'], { startSignal, timeout: 60 }).finally(() => {
      ended = true
    })
    // The prepared command does not hold DVC's lock.
    expect((await engine.run(['status'])).code).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect([ended, existsSync(join(directory, 'out'))]).toEqual([false, false])
    giveSignal({ ...developer(), TOLD: 'by the signal' })
    expect((await running).code).toBe(0)
    expect(await readFile(join(directory, 'out'), 'utf8')).toBe('by the signal\n')
  })

  test('a prepared query reads the project as it is at the start signal', async () => {
    const directory = await oneStage('echo x > out')
    const engine = begin(directory)
    const { startSignal, start: giveSignal } = signal()
    const asked = engine.query('inspect', {}, { startSignal })
    expect((await startShared(directory).run(['repro'])).code).toBe(0)
    giveSignal(undefined)
    expect(((await asked) as Project).stages[0]?.outs[0]?.hash).toMatch(/^[0-9a-f]{32}$/)
  })

  test('a cancelled command whose start signal comes after its end holds no timer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const cancelled = new AbortController()
    const engine = start(await oneStage('echo x > out'), { resident, signal: cancelled.signal })
    const { startSignal, start: giveSignal } = signal()
    cancelled.abort(new CancelledError('cancelled', 'cancelled.'))
    const before = timers()
    await expect(engine.run(['status'], { startSignal, timeout: 120 })).rejects.toThrow(CancelledError)
    giveSignal(undefined)
    await startSignal
    await Promise.resolve()
    expect(timers()).toBeLessThanOrEqual(before)
  })

  test('a prepared request ends when its start signal fails, or never comes before the engine is closed', async () => {
    const directory = await oneStage('echo x > out')
    const engine = start(directory, { resident })
    const { startSignal, refuse } = signal()
    const refused = engine.run(['repro'], { startSignal }).then(
      ({ code }) => code,
      () => 1,
    )
    // By now the prepared request waits for its signal.
    await engine.run(['status'])
    refuse(new Error('not today'))
    expect(await refused).not.toBe(0)
    const waits = engine.run(['repro'], { startSignal: signal().startSignal }).then(
      ({ code }) => code,
      () => 1,
    )
    if (resident) {
      await engine.run(['status'])
      const since = performance.now()
      await engine.close()
      expect(await waits).not.toBe(0)
      // The engine interrupts it without waiting.
      expect(performance.now() - since).toBeLessThan(3_000)
    }
    expect(existsSync(join(directory, 'out'))).toBe(false)
  })
})

describe('without a resident process', () => {
  test('without a resident process, each request runs in a separate process with the same answer', async () => {
    const { directory } = await tinyProject()
    const [resident, single] = [startShared(directory), start(directory, { resident: false })]
    expect(await single.query('inspect')).toEqual(await resident.query('inspect'))
    expect(await single.run(['status', '--json'])).toEqual(await resident.run(['status', '--json']))
    const events: StageEvent[] = []
    expect((await single.run(['repro', '--force'], { onStage: (event) => events.push(event) })).code).toBe(0)
    expect(events.filter(({ state }) => state === 'ran')).toHaveLength(4)
  })

  test('a Python without DVC gives an error that names dvc', async () => {
    const { directory } = await tinyProject()
    const engine = start(directory, { python: lab.pythonBin('zizmor') })
    await expect(engine.query('inspect')).rejects.toThrow(/dvc/)
  })
})

describe.each(['dvc-old', 'dvc-mid', 'dvc'] as const)("queries on the lab's %s", (part) => {
  let clone: Clone
  test('every query and a reproduction work on this version of DVC', async () => {
    clone = await tinyProject()
    const foreach = (await clone.read('dvc.yaml'))
      .replace(/matrix:\n\s+model: \[a, b\]\n/, 'foreach: [a, b]\n    do:\n')
      .replaceAll('${item.model}', '${item}')
    const lines = foreach.split('\n')
    const at = lines.indexOf('    do:')
    await clone.write(
      'dvc.yaml',
      [
        ...lines.slice(0, at + 1),
        ...lines.slice(at + 1, at + 5).map((line) => `  ${line}`),
        ...lines.slice(at + 5),
      ].join('\n'),
    )
    const engine = start(clone.directory, { python: lab.pythonBin(part) })
    const dvc = new Dvc(engine)
    const project = await dvc.inspect()
    expect(project.stages.map(({ name }) => name).sort()).toEqual([
      'data/raw.csv.dvc',
      'evaluate',
      'prepare',
      'train@a',
      'train@b',
    ])
    expect(await dvc.status()).toEqual({})
    expect(await dvc.verify('full', { forget: true })).toMatchObject({
      remote: 'storage',
      objects: 6,
      verified: 6,
      bad: [],
      unlocked: [],
    })
    await dvc.probe()
    await clone.edit('params.yaml', 'a: 3', 'a: 4')
    expect(await dvc.status({ runCache: true })).toEqual({
      'train@a': { params: { 'params.yaml': { 'train.a': { status: 'modified', old: 3, new: 4 } } }, cached: false },
    })
    const survey = dvc.survey()
    expect(await survey.project).toEqual(project)
    expect(await survey.status).toEqual(await dvc.status({ allowMissing: true }))
    const events: StageEvent[] = []
    expect((await dvc.run(['repro'], { onStage: (event) => events.push(event) })).code).toBe(0)
    expect(events.filter(({ state }) => state === 'ran').map(({ stage }) => stage)).toEqual(['train@a', 'evaluate'])
    await rm(clone.path('.dvc/cache'), { recursive: true })
    await mkdir(clone.path('.dvc/cache'))
    expect(Object.keys(await dvc.uncached())).toHaveLength(6)
    await clone.write('dvc.yaml', 'stages: 3\n')
    const unreadable = dvc.survey()
    await expect(unreadable.project).rejects.toThrow(SetupError)
    await expect(unreadable.status).rejects.toThrow(/stages must be a mapping/)
  })
})
