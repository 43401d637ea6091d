import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'
import { type CommandResult, type Engine, startEngine } from '../../src/dvc/engine.js'
import type { EngineOptions, SideBySide, StageEvent } from '../../src/dvc/engine-protocol.js'
import { CancelledError } from '../../src/errors/errors.js'
import { quietHost } from '../support/host.js'
import { cleanUp, developer, emptyProject, scratch } from '../support/project.js'
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

let shared: Engine | undefined

/** Commands in a directory by one engine, which all tests share that need no other one. */
function at(cwd: string): Pick<Engine, 'run'> {
  const engine = (shared ??= startEngine(optionsFor(lab.directory)))
  return { run: (argv, options) => engine.run(argv, { cwd, ...options }) }
}

/** A project of these stages, nothing of which has run. */
async function project(stages: Record<string, object>): Promise<string> {
  const directory = await emptyProject()
  await writeFile(join(directory, 'dvc.yaml'), JSON.stringify({ stages }, undefined, 1))
  return directory
}

interface Reproduced extends CommandResult {
  events: StageEvent[]
  /** What each stage came to. */
  states: Record<string, string>
  /** What each stage wrote. */
  output: Record<string, string>
}

async function repro(
  engine: Pick<Engine, 'run'>,
  options: Partial<SideBySide> = {},
  argv: string[] = [],
): Promise<Reproduced> {
  const events: StageEvent[] = []
  const sideBySide = {
    jobs: 12,
    capacity: { cpus: 2, memory: 2 ** 30, gpu: 0 },
    needs: {},
    keepGoing: argv.includes('--keep-going'),
    ...options,
  }
  const result = await engine.run(['repro', ...argv], { onStage: (event) => events.push(event), sideBySide })
  const output: Record<string, string> = {}
  for (const { stage, text } of events) output[stage] = (output[stage] ?? '') + (text ?? '')
  return {
    ...result,
    events,
    output,
    states: Object.fromEntries(
      events.filter(({ state }) => state !== 'output').map(({ stage, state }) => [stage, state]),
    ),
  }
}

/** The most stages whose commands ran at the same time. */
function widest(events: readonly StageEvent[], among: (stage: string) => boolean = () => true): number {
  let now = 0
  return Math.max(
    ...events
      .filter(({ stage, state }) => state !== 'output' && among(stage))
      .map(({ state }) => (now += state === 'running' ? 1 : -1)),
  )
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

beforeAll(() => requireParts('dvc', 'dvc-mid', 'dvc-old'))
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})
afterAll(async () => {
  await shared?.close()
  await cleanUp()
})

describe('the machine', () => {
  test('as many stages run as there is room for, each with what it asked for', async () => {
    const stages = ['a', 'b', 'c', 'd', 'e', 'f', 'large1', 'large2', 'alone']
    const directory = await project(
      Object.fromEntries(stages.map((name) => [name, { cmd: `sleep 0.6 && echo ${name} > ${name}`, outs: [name] }])),
    )
    const needs = { large1: { memory: 6e8 }, large2: { memory: 6e8 }, alone: { exclusive: true } }
    const { code, events } = await repro(at(directory), { jobs: 5, needs })
    expect(code).toBe(0)
    expect(widest(events)).toBe(5)
    expect(widest(events, (stage) => stage.startsWith('large'))).toBe(1)
    const commands = events.filter(({ state }) => state !== 'output').map(({ stage, state }) => `${stage} ${state}`)
    expect(commands[commands.indexOf('alone running') + 1]).toBe('alone ran')
    expect(
      widest(
        events.slice(0, events.findIndex(({ stage, state }) => stage === 'alone' && state === 'running') + 1),
        (stage) => stage === 'alone',
      ),
    ).toBe(1)
  })

  test.each([true, false])(
    'libraries start as many threads as a stage says processors, unless they are told otherwise (side by side: %s)',
    async (parallel) => {
      const cmd = 'echo "$OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $MKL_NUM_THREADS" > $0.$DVC_STAGE'
      const stage = (meta: object) => ({ cmd: cmd.replace('$0', 'threads'), ...meta })
      const cpus = (number: unknown) => stage({ meta: { 'dvc-ci': { cpus: number } } })
      const directory = await project({
        many: cpus(3),
        half: cpus(0.5),
        odd: cpus('x'),
        unsaid: stage({ meta: { owner: 'me' } }),
      })
      const env = { ...developer(), MKL_NUM_THREADS: '7' }
      const sideBySide = { jobs: 12, capacity: { cpus: 2, memory: 2 ** 30, gpu: 0 }, needs: {}, keepGoing: false }
      const beside = { env, onStage: () => undefined, ...(parallel ? { sideBySide } : {}) }
      const { code } = await at(directory).run(['repro'], beside)
      expect(code).toBe(0)
      const said = async (name: string) => (await readFile(join(directory, `threads.${name}`), 'utf8')).trim()
      expect(await Promise.all(['many', 'half', 'odd', 'unsaid'].map(said))).toEqual(['3 3 7', '1 1 7', '7', '7'])
    },
  )

  test('the longest chain goes first, by the seconds of the last time', async () => {
    const slow = { cmd: 'sleep 1 && echo > slow', outs: ['slow'] }
    const directory = await project({
      a: { cmd: 'echo a > a', outs: ['a'] },
      b: { cmd: 'echo b > b', outs: ['b'] },
      z: slow,
    })
    const engine = at(directory)
    const began = ({ events }: Reproduced) =>
      events.filter(({ state }) => state === 'running').map(({ stage }) => stage)
    expect(began(await repro(engine, { jobs: 2 }))).toEqual(['a', 'b', 'z'])
    expect(JSON.parse(await readFile(join(directory, '.dvc/tmp/dvc-ci/seconds.json'), 'utf8'))).toMatchObject({
      z: expect.any(Number) as unknown,
    })
    const again = await repro(engine, { jobs: 2 }, ['--force'])
    expect(began(again)[0]).toBe('z')
    await writeFile(join(directory, '.dvc/tmp/dvc-ci/seconds.json'), '{"z": "nonsense", ')
    expect((await repro(engine, { jobs: 2 }, ['--force'])).code).toBe(0)
  })
})

describe('what stages write', () => {
  test('comes in whole lines of one stage, its progress bars only as they ended, and a stage may call dvc', async () => {
    const chatty =
      "for i in 1 2 3 4 5 6 7 8; do printf half; sleep 0.05; echo \" $i\"; done; printf '10%%\\r50%%\\r100%%\\n'; printf 'no end'"
    const directory = await project({
      one: { cmd: `${chatty}; echo > one`, outs: ['one'] },
      two: { cmd: `${chatty}; echo > two`, outs: ['two'] },
      asks: { cmd: 'dvc config core.analytics false && dvc config --list > asked', outs: ['asked'] },
    })
    const { code, events, output } = await repro(at(directory))
    expect(code).toBe(0)
    const lines = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `half ${number}\n`).join('')
    expect(output['one']?.replace(/^> .*\n/, '')).toBe(`${lines}100%\nno end\n`)
    expect(output['two']?.replace(/^> .*\n/, '')).toBe(`${lines}100%\nno end\n`)
    expect(events.every(({ text }) => text === undefined || text.endsWith('\n'))).toBe(true)
    expect(await readFile(join(directory, 'asked'), 'utf8')).toContain('core.analytics=false')
  })

  test('a daemon that a stage leaves behind holds nothing up', async () => {
    const directory = await project({ only: { cmd: 'echo > out; setsid sleep 60 & echo $! > daemon', outs: ['out'] } })
    expect((await repro(at(directory))).code).toBe(0)
    const daemon = Number(await readFile(join(directory, 'daemon'), 'utf8'))
    expect(alive(daemon)).toBe(true)
    process.kill(daemon, 'SIGKILL')
  })
})

describe('a stage that fails', () => {
  const stages = {
    quick: { cmd: 'echo > quick', outs: ['quick'] },
    fails: { cmd: 'sleep 1.5; exit 3', deps: ['quick'], outs: ['never'] },
    after: { cmd: 'echo > after', deps: ['never'], outs: ['after'] },
    long: { cmd: "trap '' INT; echo $$ > pid; sleep 30 & wait; echo > long", outs: ['long'] },
    other: { cmd: 'sleep 2 && echo > other', outs: ['other'] },
  }

  test('stops everything, its neighbours too, and what had finished is in dvc.lock', async () => {
    const directory = await project(stages)
    const started = performance.now()
    const result = await repro(at(directory))
    expect(result.code).toBe(255)
    expect(result.stderr).toContain("failed to reproduce 'fails'")
    expect(result.states).toEqual({ quick: 'ran', fails: 'failed', long: 'running', other: 'running' })
    expect(result.events.find(({ state }) => state === 'failed')?.message).toContain('exited with 3')
    expect(performance.now() - started).toBeLessThan(15_000)
    expect(alive(Number(await readFile(join(directory, 'pid'), 'utf8')))).toBe(false)
    const lock = await readFile(join(directory, 'dvc.lock'), 'utf8')
    expect(/^ {2}\w+:$/gm.exec(lock)?.[0]).toBe('  quick:')
    expect(lock).not.toContain('other')
  })

  test('leaves nothing of its neighbours, whatever sessions they started, but daemons', async () => {
    const directory = await project({
      fails: { cmd: 'while [ ! -e daemon ]; do sleep 0.1; done; sleep 0.2; exit 3', outs: ['never'] },
      wide: {
        cmd: "setsid sh -c 'trap : INT TERM; echo $$ > own; while :; do sleep 1; done' & sleep 60 & echo $! > background; sleep 0.3; (setsid sleep 60 & echo $! > daemon); wait",
        outs: ['wide'],
      },
    })
    const result = await repro(at(directory))
    expect(result.states).toMatchObject({ fails: 'failed' })
    const [own, background, daemon] = await Promise.all(
      ['own', 'background', 'daemon'].map(async (name) => Number(await readFile(join(directory, name), 'utf8'))),
    )
    await until(() => !alive(own ?? 0) && !alive(background ?? 0))
    expect(alive(daemon ?? 0)).toBe(true)
    process.kill(daemon ?? 0, 'SIGKILL')
  })

  test('stops only what depends on it when told to keep going', async () => {
    const short = { quick: stages.quick, fails: stages.fails, after: stages.after, other: stages.other }
    const directory = await project(short)
    const result = await repro(at(directory), {}, ['--keep-going'])
    expect(result.code).toBe(255)
    expect(result.states).toEqual({ quick: 'ran', fails: 'failed', other: 'ran' })
    const old = await repro(start(directory, { python: lab.pythonBin('dvc-old') }), { keepGoing: true }, [
      '--force',
      '--keep-going',
    ])
    expect(old.states).toEqual(result.states)
  })
})

test('cancelled while twelve stages run: all of them are gone in 7.5 s, and what had finished is in dvc.lock', async () => {
  const stages = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `s${index}`,
      {
        cmd: `echo $$ > pid${index}; ${index % 4 === 0 ? "trap '' INT; " : ''}sleep 60; sleep 60`,
        outs: [`o${index}`],
      },
    ]),
  )
  const directory = await project({ ...stages, first: { cmd: 'echo > first', outs: ['first'] } })
  const abort = new AbortController()
  const events: StageEvent[] = []
  const options = {
    onStage: (event: StageEvent) => events.push(event),
    sideBySide: { jobs: 13, capacity: { cpus: 2, memory: 1, gpu: 0 }, needs: {}, keepGoing: false },
  }
  const running = start(directory, { signal: abort.signal }).run(['repro'], options)
  const pids = () => Object.keys(stages).map((_, index) => join(directory, `pid${index}`))
  await until(
    () =>
      events.some(({ stage, state }) => stage === 'first' && state === 'ran') &&
      pids().every((path) => existsSync(path)),
  )
  const cancelled = performance.now()
  abort.abort()
  await expect(running).rejects.toThrow(CancelledError)
  expect(performance.now() - cancelled).toBeLessThan(7_500)
  for (const path of pids()) expect(alive(Number(await readFile(path, 'utf8')))).toBe(false)
  const lock = await readFile(join(directory, 'dvc.lock'), 'utf8')
  expect(lock).toContain('first:')
  expect(lock).not.toMatch(/s\d+:/)
})

test.each([true, false])(
  'data that is not what the commit says is told before the first stage, which does not run (resident: %s)',
  async (resident) => {
    const directory = await project({ copy: { cmd: 'cat data > copy', deps: ['data'], outs: ['copy'] } })
    await writeFile(join(directory, 'data'), 'as committed')
    await at(directory).run(['add', '-q', 'data'])
    const told: unknown[] = []
    const sideBySide = {
      jobs: 2,
      capacity: { cpus: 2, memory: 0, gpu: 0 },
      needs: {},
      keepGoing: false,
      inputs: ['data.dvc'],
    }
    const run = () =>
      (resident ? at(directory) : start(directory, { resident })).run(['repro', 'dvc.yaml', '--force'], {
        onStage: () => undefined,
        onInputs: (altered) => told.push(altered),
        sideBySide,
      })
    expect((await run()).code).toBe(0)
    expect(told).toEqual([[]])
    // What DVC remembers of the file is of no account.
    const { mtime, atime } = await stat(join(directory, 'data'))
    await chmod(join(directory, 'data'), 0o644)
    await writeFile(join(directory, 'data'), 'is altered..')
    await utimes(join(directory, 'data'), atime, mtime)
    await rm(join(directory, 'copy'))
    expect((await run()).code).not.toBe(0)
    expect(told[1]).toEqual([expect.objectContaining({ path: 'data', stage: 'data.dvc' })])
    expect(existsSync(join(directory, 'copy'))).toBe(false)
  },
)

test('a DVC that is not as we know it runs one stage at a time, with the same events', async () => {
  const directory = await project({
    a: { cmd: 'echo a > a', outs: ['a'] },
    b: { cmd: 'echo b > b', deps: ['a'], outs: ['b'] },
  })
  const strange = await scratch()
  await mkdir(join(strange, 'strange'))
  await writeFile(
    join(strange, 'strange', 'sitecustomize.py'),
    'import dvc.repo.reproduce as module\noriginal = module._reproduce\nmodule._reproduce = lambda *args, **kwargs: original(*args, **kwargs)\n',
  )
  debug.length = 0
  const { code, states } = await repro(
    start(directory, { env: { ...developer(), PYTHONPATH: join(strange, 'strange') } }),
  )
  expect(code).toBe(0)
  expect(states).toEqual({ a: 'ran', b: 'ran' })
  expect(debug.join('\n')).toContain('one stage at a time, as DVC does it: sitecustomize.<lambda> takes no stages')
})

test('two stages that write the same file, and a cycle, are refused before anything runs', async () => {
  const twice = await repro(
    at(await project({ a: { cmd: 'echo > out', outs: ['out'] }, b: { cmd: 'echo > out', outs: ['out'] } })),
  )
  expect(twice.stderr).toMatch(/output 'out' is specified in/)
  const cycle = await repro(
    at(
      await project({
        a: { cmd: 'echo > x', deps: ['y'], outs: ['x'] },
        b: { cmd: 'echo > y', deps: ['x'], outs: ['y'] },
      }),
    ),
  )
  expect(cycle.stderr).toContain('defined as both a dependency and an output in stages')
  expect([twice.events, cycle.events]).toEqual([[], []])
})
