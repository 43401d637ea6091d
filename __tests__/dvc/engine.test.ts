import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { Dvc } from '../../src/dvc/dvc.js'
import { startEngine, type Engine, type EngineOptions } from '../../src/dvc/engine.js'
import { QueryError, type StageEvent } from '../../src/dvc/engine-protocol.js'
import type { Project } from '../../src/pipeline/project.js'
import { CancelledError, SetupError } from '../../src/run/errors.js'
import type { Host } from '../../src/run/host.js'
import { cleanUp, developer, scratch, tinyProject, type Clone } from '../support/project.js'

const debug: string[] = []
const host: Host = {
  info: () => undefined, debug: (line) => { debug.push(line) }, notice: () => undefined, warning: () => undefined, error: () => undefined, output: () => undefined,
  group: (_, body) => body(), status: () => undefined, mask: () => undefined, redact: (text) => text,
}
const engines: Engine[] = []

function start(cwd: string, options: Partial<EngineOptions> = {}): Engine {
  const engine = startEngine({ python: lab.pythonBin('dvc'), cwd, env: developer(), schemes: [], config: {}, host, signal: new AbortController().signal, ...options })
  engines.push(engine)
  return engine
}

/** Waits for something that other processes bring about; fails by the test's own time limit. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50))
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A project of one stage, made by hand: nothing has run yet. */
async function oneStage(cmd: string): Promise<string> {
  const directory = await scratch()
  await new Promise((resolve) => spawn('git', ['init', '-q', directory], { env: developer() }).once('close', resolve))
  await writeFile(join(directory, 'dvc.yaml'), `stages:\n  only:\n    cmd: ${JSON.stringify(cmd)}\n    outs: [out]\n`)
  const engine = start(directory)
  expect((await engine.run(['init', '-q'])).code).toBe(0)
  await engine.close()
  return directory
}

const pidFrom = async (file: string): Promise<number> => {
  await until(async () => existsSync(file) && (await readFile(file, 'utf8')).trim() !== '')
  return Number((await readFile(file, 'utf8')).trim())
}

/** A program of its own that starts an engine in a directory, as a run of ours does: only there does Node end when nothing keeps it. */
async function program(source: string, directory: string): Promise<ChildProcessByStdio<null, Readable, null>> {
  const outfile = join(await scratch(), 'program.mjs')
  const contents = `import { startEngine } from ${JSON.stringify(join(lab.root, 'src/dvc/engine.ts'))}
    const host = { debug: (line) => console.log(line) }
    const start = (resident) => startEngine({ python: process.argv[2], cwd: process.argv[3], env: process.env, schemes: [], config: {}, host, signal: new AbortController().signal, resident })
    ${source}`
  await build({ stdin: { contents, resolveDir: lab.root, loader: 'ts' }, bundle: true, platform: 'node', format: 'esm', outfile, define: { "process.env['DVC_CI_ENGINE']": JSON.stringify(`file://${join(lab.root, 'engine/dvc_ci_engine/__main__.py')}`) } })
  return spawn(process.execPath, [outfile, lab.pythonBin('dvc'), directory], { env: developer(), stdio: ['ignore', 'pipe', 'inherit'] })
}

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})
afterAll(cleanUp)

describe('the resident DVC', () => {
  test('keeps standard output and error apart, returns exit codes, and answers queries beside commands', async () => {
    const { directory } = await tinyProject()
    const engine = start(directory)
    const [status, wrong, project] = await Promise.all([engine.run(['status', '--json']), engine.run(['no-such-command']), engine.query('inspect')])
    expect(status).toMatchObject({ code: 0, stdout: '{}\n', stderr: '' })
    expect(wrong.code).toBe(254)
    expect(wrong.stdout).toMatch(/^usage: /)
    expect(wrong.stderr).toMatch(/^ERROR: .*no-such-command/)
    expect((project as Project).stages.map(({ name }) => name).sort()).toEqual(['data/raw.csv.dvc', 'evaluate', 'prepare', 'train@a', 'train@b'])
    expect(debug.join('\n')).toContain('resident DVC')
  })

  test('reports the stages of a reproduction as they go', async () => {
    const { directory } = await tinyProject()
    const events: StageEvent[] = []
    const engine = start(directory)
    await writeFile(join(directory, 'params.yaml'), 'train:\n  a: 3\n  b: 6\n')
    const result = await engine.run(['repro'], { onStage: (event) => events.push(event) })
    expect(result.code).toBe(0)
    const last = new Map(events.map(({ stage, state }) => [stage, state]))
    expect(Object.fromEntries(last)).toEqual({ 'data/raw.csv.dvc': 'unchanged', prepare: 'unchanged', 'train@a': 'unchanged', 'train@b': 'ran', evaluate: 'ran' })
    await writeFile(join(directory, 'params.yaml'), 'train:\n  a: 3\n  b: 5\n')
    events.length = 0
    await engine.run(['repro'], { onStage: (event) => events.push(event) })
    expect(events.filter(({ stage }) => stage === 'train@b').map(({ state }) => state)).toEqual(['restored'])
  })

  test('survives a child that dies, and the next command works', async () => {
    const directory = await oneStage('kill -9 $PPID')
    const engine = start(directory)
    expect((await engine.run(['repro'])).code).toBe(137)
    expect((await engine.run(['status', '--json'])).code).toBe(0)
  })

  test('is not held up by a daemon that a stage leaves behind with its pipes open', async () => {
    const directory = await oneStage('echo made > out; setsid sleep 60 & echo $! > daemon')
    const result = await start(directory).run(['repro'])
    const daemon = await pidFrom(join(directory, 'daemon'))
    expect(alive(daemon)).toBe(true)
    process.kill(daemon, 'SIGKILL')
    expect(result.code).toBe(0)
  })

  test.each([
    ['sleeps', 'echo $$ > pid; sleep 600'],
    ['ignores interrupts', "trap '' INT; echo $$ > pid; while :; do sleep 1; done"],
    ['ignores every polite signal', "trap '' INT TERM; echo $$ > pid; while :; do sleep 1; done"],
  ])('cancelling ends a stage that %s, with everything that it started', async (_, cmd) => {
    const directory = await oneStage(cmd)
    const abort = new AbortController()
    const running = start(directory, { signal: abort.signal }).run(['repro'])
    const pid = await pidFrom(join(directory, 'pid'))
    abort.abort()
    await expect(running).rejects.toThrow(CancelledError)
    expect(alive(pid)).toBe(false)
    expect(existsSync(join(directory, 'dvc.lock'))).toBe(false)
  })

  test('a command that takes too long is ended and says so', async () => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const result = await start(directory).run(['repro'], { timeout: 3 })
    expect(result.timedOut).toBe(true)
    expect(result.code).not.toBe(0)
    expect(alive(await pidFrom(join(directory, 'pid')))).toBe(false)
  })

  test('takes its stages with it when it is killed itself, and what is asked after that goes to plain processes', async () => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const engine = start(directory)
    const running = engine.run(['repro'])
    const stage = await pidFrom(join(directory, 'pid'))
    debug.length = 0
    process.kill(engine.pid ?? 0, 'SIGKILL')
    await expect(running).rejects.toThrow('the resident DVC ended unexpectedly (SIGKILL: somebody killed it, or the machine ran out of memory)')
    await until(() => !alive(stage))
    expect((await engine.run(['status', '--json'])).code).toBe(0)
    expect(await engine.query('inspect')).toMatchObject({ stages: [{ name: 'only' }] })
    expect(debug.filter((line) => line.includes('one process per command instead'))).toHaveLength(1)
  })

  test.each([['', 'true'], [', without a resident process', 'false']])('ends with its stages when the one who started it is killed%s', async (_, asResident) => {
    const directory = await oneStage('echo $$ > pid; sleep 600')
    const owner = await program(`await start(${asResident}).run(['repro'])`, directory)
    let printed = ''
    owner.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text })
    const stage = await pidFrom(join(directory, 'pid'))
    const resident = asResident === 'true' ? Number(/process (\d+)/.exec(printed)?.[1]) : undefined
    expect(resident === undefined || alive(resident)).toBe(true)
    owner.kill('SIGKILL')
    await until(() => !alive(stage) && (resident === undefined || !alive(resident)))
  })

  // The end of one wait must not let go of Node while another waits: it would end with code 13 and no report.
  test.each([
    ['one asks which DVC it is and another asks a question', "const engine = start(true); await Promise.all([engine.about(), engine.query('inspect'), engine.about()])"],
    ['a short question ends before a long one', "const engine = start(true); await engine.about(); await Promise.all([engine.run(['--version']), engine.run(['repro'])])"],
    ['it is closed while a question is open', "const engine = start(true); await engine.about(); const asked = engine.run(['repro']).catch(() => undefined); await new Promise((go) => setTimeout(go, 50)); await engine.close(); await asked"],
    ['nothing is asked of it any more and it is not closed', "await start(true).run(['status'])"],
  ])('keeps Node for as long as somebody waits: %s', async (_, source) => {
    const owner = await program(`${source}; console.log('the end')`, await oneStage('sleep 1; echo made > out'))
    let printed = ''
    owner.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text })
    expect(await new Promise((resolve) => owner.once('close', resolve))).toBe(0)
    expect(printed).toMatch(/the end\n$/)
  })

  test('lays options over the configuration in memory, the remote in use first, and writes them nowhere', async () => {
    const { directory, storage } = await tinyProject()
    const engine = start(directory, { config: { core: { remote: 'storage' }, remotes: { verify: true }, remoteConfig: { url: `${storage}-elsewhere` } } })
    const project = (await engine.query('inspect')) as Project
    expect(project.remotes).toEqual({ storage: { url: `${storage}-elsewhere` } })
    expect(await readFile(join(directory, '.dvc/config'), 'utf8')).not.toContain('elsewhere')
    expect(existsSync(join(directory, '.dvc/config.local'))).toBe(false)
  })

  test('numbers that JSON does not have arrive as texts', async () => {
    const directory = await oneStage('echo > out')
    await writeFile(join(directory, 'dvc.yaml'), 'stages:\n  only:\n    cmd: echo > out\n    params: [far]\n    meta: {low: -.inf, none: .nan}\n')
    await writeFile(join(directory, 'params.yaml'), 'far: .inf\n')
    const engine = start(directory)
    expect((await engine.run(['repro', '-q'])).code).toBe(0)
    const { stages } = (await engine.query('inspect')) as Project
    expect(stages).toMatchObject([{ meta: { low: '-Infinity', none: 'NaN' }, deps: [{ locked: { far: 'Infinity' } }] }])
  })

  test('what DVC raises arrives with its class and text, and no address shows a password', async () => {
    const { directory } = await tinyProject()
    const engine = start(directory, { config: { core: { remote: 'nowhere' } } })
    await expect(engine.query('verify', { mode: 'exists' })).rejects.toThrow(QueryError)
    await writeFile(join(directory, '.dvc/config'), "[core]\n    remote = web\n['remote \"web\"']\n    url = https://me:hunter2@127.0.0.1:1/x\n")
    const project = (await start(directory).query('inspect')) as Project
    expect(project.remotes['web']?.url).toBe('https://127.0.0.1:1/x')
  })

  test('a Python that prints at its start is understood all the same', async () => {
    const directory = await oneStage('echo x > out')
    const site = await scratch()
    await writeFile(join(site, 'sitecustomize.py'), 'print("hello"); print("{")\n')
    const engine = start(directory, { env: { ...developer(), PYTHONPATH: site } })
    expect((await engine.about())?.version).toBe(lab.versions.dvc)
    expect((await engine.run(['stage', 'list', '--name-only'])).stdout.trim()).toMatch(/only$/)
  })
})

describe.each([['the resident', true], ['a process of its own', false]] as const)('a request that is made ready ahead, in %s', (_, resident) => {
  const word = () => {
    let give: (env?: NodeJS.ProcessEnv) => void = () => undefined
    let refuse: (reason: Error) => void = () => undefined
    const held = new Promise<NodeJS.ProcessEnv | undefined>((resolve, reject) => { [give, refuse] = [resolve, reject] })
    return { held, give, refuse }
  }

  test('does nothing until it gets the word, and runs in the environment that this brings', async () => {
    const directory = await oneStage('echo "$TOLD" > out')
    const engine = start(directory, { resident })
    const { held, give } = word()
    let ended = false
    const running = engine.run(['repro'], { held, timeout: 60 }).finally(() => { ended = true })
    // The lock is free, for whatever comes before.
    expect((await engine.run(['status'])).code).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect([ended, existsSync(join(directory, 'out'))]).toEqual([false, false])
    give({ ...developer(), TOLD: 'by the word' })
    expect((await running).code).toBe(0)
    expect(await readFile(join(directory, 'out'), 'utf8')).toBe('by the word\n')
  })

  test('a question sees the project as it is at the word', async () => {
    const directory = await oneStage('echo x > out')
    const engine = start(directory, { resident })
    const { held, give } = word()
    const asked = engine.query('inspect', {}, { held })
    expect((await engine.run(['repro'])).code).toBe(0)
    give()
    expect(((await asked) as Project).stages[0]?.outs[0]?.hash).toMatch(/^[0-9a-f]{32}$/)
  })

  test('one that gets no word ends, and so does one whose word fails', async () => {
    const directory = await oneStage('echo x > out')
    const engine = start(directory, { resident })
    const { held, refuse } = word()
    const refused = engine.run(['repro'], { held }).then(({ code }) => code, () => 1)
    // Ready for it.
    await engine.run(['status'])
    refuse(new Error('not today'))
    expect(await refused).not.toBe(0)
    const waits = engine.run(['repro'], { held: word().held }).then(({ code }) => code, () => 1)
    if (resident) {
      await engine.run(['status'])
      const since = performance.now()
      await engine.close()
      expect(await waits).not.toBe(0)
      // It is interrupted, not waited for.
      expect(performance.now() - since).toBeLessThan(3_000)
    }
    expect(existsSync(join(directory, 'out'))).toBe(false)
  })
})

describe('without a resident process', () => {
  test('every request has a process of its own and the same answer', async () => {
    const { directory } = await tinyProject()
    const [resident, single] = [start(directory), start(directory, { resident: false })]
    expect(await single.query('inspect')).toEqual(await resident.query('inspect'))
    expect(await single.run(['status', '--json'])).toEqual(await resident.run(['status', '--json']))
    const events: StageEvent[] = []
    expect((await single.run(['repro', '--force'], { onStage: (event) => events.push(event) })).code).toBe(0)
    expect(events.filter(({ state }) => state === 'ran')).toHaveLength(4)
  })

  test('a Python that cannot import DVC falls back and then says what is wrong', async () => {
    const { directory } = await tinyProject()
    const engine = start(directory, { python: lab.pythonBin('zizmor') })
    await expect(engine.query('inspect')).rejects.toThrow(/dvc/)
  })
})

describe.each(['dvc-old', 'dvc-mid', 'dvc'] as const)('the queries on the lab\'s %s', (part) => {
  let clone: Clone
  test('see the project, its state, its remote and its stages as they run', async () => {
    clone = await tinyProject()
    const foreach = (await clone.read('dvc.yaml')).replace(/matrix:\n\s+model: \[a, b\]\n/, 'foreach: [a, b]\n    do:\n').replaceAll('${item.model}', '${item}')
    const lines = foreach.split('\n')
    const at = lines.indexOf('    do:')
    await clone.write('dvc.yaml', [...lines.slice(0, at + 1), ...lines.slice(at + 1, at + 5).map((line) => `  ${line}`), ...lines.slice(at + 5)].join('\n'))
    const engine = start(clone.directory, { python: lab.pythonBin(part) })
    const dvc = new Dvc(engine)
    const project = await dvc.inspect()
    expect(project.stages.map(({ name }) => name).sort()).toEqual(['data/raw.csv.dvc', 'evaluate', 'prepare', 'train@a', 'train@b'])
    expect(await dvc.status()).toEqual({})
    expect(await dvc.verify('full', { forget: true })).toMatchObject({ remote: 'storage', objects: 6, verified: 6, bad: [], unlocked: [] })
    await dvc.probe()
    await clone.edit('params.yaml', 'a: 3', 'a: 4')
    expect(await dvc.status({ runCache: true })).toEqual({ 'train@a': { params: { 'params.yaml': { 'train.a': { status: 'modified', old: 3, new: 4 } } }, cached: false } })
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
