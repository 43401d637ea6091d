import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { lab } from '../../scripts/lab/paths.mjs'
import type { Report } from '../../src/report/report.js'
import { type Clone, cleanUp, scratch, TINY, tinyProject } from '../support/project.js'
import { builds, everything, hook, log, objects, SUBJECT, step, verdicts } from '../support/rebuild.js'
import { turn } from '../support/turn.js'
import { until } from '../support/until.js'

afterAll(cleanUp)

const CLI = join(process.env['DVC_CI_DIST'] ?? join(lab.root, 'dist'), 'cli.js')

async function changed(files: Parameters<typeof tinyProject>[0] = {}): Promise<Clone> {
  const alice = await tinyProject(files)
  await alice.edit('params.yaml', 'b: 5', 'b: 6')
  await alice.commit('Another b')
  return alice
}

describe('uncommitted changes', () => {
  test('a rebuild rejects uncommitted inputs by name, and ignores uncommitted outputs', async () => {
    const alice = await changed()
    const refused = async (): Promise<string> => {
      const { code, report } = await alice.here(['rebuild'])
      expect([code, report.conclusion]).toEqual([2, 'error'])
      return report.message
    }
    await alice.write('src/train.sh', `${TINY['src/train.sh']}# mine\n`)
    expect(await refused()).toBe(
      'the workspace has uncommitted changes: src/train.sh. Commit or stash them. An official build is made from a commit.',
    )
    await alice.git('checkout', '-q', '--', 'src')
    await alice.write('data/raw.csv', '1,2\n')
    expect(await refused()).toBe(
      'data/raw.csv differs from data/raw.csv.dvc. Restore the committed version with `dvc checkout --force data/raw.csv.dvc`, or keep the new one with `dvc commit --force data/raw.csv.dvc` and commit data/raw.csv.dvc: an official build starts from a commit.',
    )
    await alice.dvc('checkout', '-q', '-f', 'data/raw.csv.dvc')
    await alice.write('requirements.txt', 'numpy\n')
    expect(await refused()).toContain('uncommitted changes: requirements.txt.')
    await rm(alice.path('requirements.txt'))

    // Written by the pipeline, some of it by hand, all of it false; and a file of nobody's concern.
    await alice.edit('dvc.lock', 'b: 5', 'b: 6')
    await alice.write('metrics.json', '{"accuracy": 0.99}\n')
    await alice.write('models/a.txt', 'mine\n')
    await rm(alice.path('curve.csv'))
    await alice.write('notes.txt', 'mine\n')
    await alice.git('add', 'metrics.json')
    const { code, report, stdout } = await alice.here(['rebuild', '--force', 'none'])
    expect([code, verdicts(report)]).toEqual([
      0,
      { prepare: 'unchanged', 'train@a': 'restored', 'train@b': 'ran', evaluate: 'ran' },
    ])
    expect(stdout).toContain(
      'The build starts from the commit. curve.csv, dvc.lock, metrics.json in the workspace differ from it.',
    )
    expect(await alice.git('show', '--name-only', '--format=', 'HEAD')).toBe('dvc.lock\nmetrics.json')
    expect([await alice.status(), await alice.read('notes.txt')]).toEqual(['?? notes.txt', 'mine\n'])
    expect(await alice.git('diff', 'HEAD', '--name-only')).toBe('')
  })

  test('a rejected build restores uncommitted outputs of the pipeline', async () => {
    const alice = await changed()
    await alice.write('dvc-ci.yaml', 'metrics: { policies: { accuracy: { min: 0.99 } } }\n')
    await alice.commit('A policy')
    await alice.edit('dvc.lock', 'a: 3', 'a: 9')
    await alice.write('metrics.json', '{"accuracy": 0.99}\n')
    await alice.write('models/a.txt', 'mine\n')
    await rm(alice.path('curve.csv'))
    await alice.git('add', 'dvc.lock')
    const before = await everything(alice)
    for (const options of [[], ['--force', 'none'], ['--force', 'train@a']]) {
      const { code, report } = await alice.here(['rebuild', ...options])
      expect([code, report.message]).toEqual([1, expect.stringMatching(/^the gate is closed: accuracy is 0\.91/)])
      expect(await everything(alice)).toEqual(before)
    }
  })

  test('a rebuild with a detached HEAD is rejected, because it has no branch to commit to', async () => {
    const alice = await changed()
    await alice.git('checkout', '-q', '--detach')
    const { code, report } = await alice.here(['rebuild'])
    expect([code, report.message]).toEqual([
      2,
      'rebuild: HEAD is detached, so there is no branch for the build commit. Check out a branch (`git switch main`), run on a push to a branch, or use `commit: none`.',
    ])
    const without = await alice.here(['rebuild', '--commit', 'none'])
    expect([without.code, without.report.message]).toEqual([
      0,
      'Official build: 4 stages ran, 1 object pushed; not committed (commit: none): dvc.lock, metrics.json.',
    ])
    expect(await builds(alice)).toBe(0)
    expect(await alice.status()).toBe('M dvc.lock\n M metrics.json')
  })
})

/** Runs the command line in a terminal, types when it asks, and gives what was on the screen and the exit code. */
async function inTerminal(
  clone: Clone,
  type: string,
  { args = [], shell = [] }: { args?: readonly string[]; shell?: readonly string[] } = {},
): Promise<{ screen: string; code: number; report: string }> {
  const report = join(await scratch(), 'report.json')
  const program = `
import os, pty, sys, select
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
screen, typed = b'', False
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    screen += data
    if not typed and b'[y/N]' in screen:
        os.write(fd, sys.argv[1].encode())
        typed = True
sys.stdout.write(screen.decode('utf-8', 'replace'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`
  const call = [...shell, process.execPath, CLI, 'rebuild', '--report', report, ...args]
  const child = spawn('python3', ['-c', program, type, ...call], {
    cwd: clone.directory,
    env: { ...clone.env, NO_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
  })
  const code = await new Promise<number>((resolve) => child.once('close', (value) => resolve(value ?? -1)))
  return { screen, code, report: await readFile(report, 'utf8').catch(() => '') }
}

describe('on a laptop', () => {
  test('a rebuild in a terminal asks before any upload or push, and accepts only yes', async () => {
    const alice = await changed()
    await alice.git('commit', '-q', '--allow-empty', '-m', 'Not pushed yet')
    const before = await everything(alice)
    const stored = await objects(alice.storage)
    // init.test.ts has Ctrl-D, which each question handles in one way.
    for (const [answer, code, words] of [
      ['n\r', 2, 'the answer was not yes, so nothing was done.'],
      ['\x03', 130, 'Stopped by SIGINT.'],
    ] as const) {
      const outcome = await inTerminal(alice, answer)
      expect([answer, outcome.code, outcome.screen]).toEqual([
        answer,
        code,
        expect.stringContaining(
          "Rebuild, push to 'storage' and commit to main on origin (with your commits that it does not have yet)? [y/N]",
        ),
      ])
      const { conclusion, message } = JSON.parse(outcome.report) as Report
      expect([conclusion, message]).toEqual([code === 130 ? 'cancelled' : 'error', expect.stringContaining(words)])
      expect([await everything(alice), await objects(alice.storage)]).toEqual([before, stored])
    }
    // A pipe or a file for the output, or for the input, is still at a terminal.
    for (const [answer, redirection] of [
      ['\r', '2>&1 | cat'],
      ['maybe\r', '</dev/null'],
    ] as const) {
      const outcome = await inTerminal(alice, answer, { shell: ['sh', '-c', `"$0" "$@" ${redirection}`] })
      expect([redirection, JSON.parse(outcome.report)]).toMatchObject([redirection, { error: { id: 'not-confirmed' } }])
      expect([await everything(alice), await objects(alice.storage)]).toEqual([before, stored])
    }
    const yes = await inTerminal(alice, 'yes\r')
    expect([yes.code, await log(alice)]).toEqual([0, [SUBJECT, 'Not pushed yet', 'Another b', 'A pipeline']])

    await alice.edit('params.yaml', 'a: 3', 'a: 4')
    await alice.commit('Another a')
    const unasked = await inTerminal(alice, '', { args: ['--yes'] })
    expect([unasked.code, unasked.screen.includes('[y/N]')]).toEqual([0, false])
  })

  test('a dry run does all steps except push and commit, reports them, and restores the workspace', async () => {
    const alice = await changed()
    await alice.write('models/a.txt', 'mine\n')
    await hook(alice.origin, 'pre-receive', 'exit 1')
    const before = await everything(alice)
    const stored = await objects(alice.storage)
    const { code, report } = await alice.here(['rebuild', '--dry-run'])
    expect([code, report.conclusion, report.message]).toEqual([
      0,
      'success',
      'Dry run: it would push 1 object and commit dvc.lock, metrics.json to main.',
    ])
    expect(verdicts(report)).toEqual({ prepare: 'ran', 'train@a': 'ran', 'train@b': 'ran', evaluate: 'ran' })
    expect(report.metrics).toContainEqual(expect.objectContaining({ name: 'accuracy', value: 0.91, baseline: 0.92 }))
    expect(['push', 'commit'].map((name) => step(report, name))).toMatchObject([
      { conclusion: 'skipped', message: 'dry run; it would push 1 object' },
      { conclusion: 'skipped', message: 'dry run; it would commit dvc.lock, metrics.json to main' },
    ])
    expect([await everything(alice), await objects(alice.storage)]).toEqual([before, stored])
    expect(report.commit).toBeUndefined()
    // The same from a place that has neither a branch nor a server.
    await alice.git('checkout', '-q', '--detach')
    await alice.git('remote', 'remove', 'origin')
    expect((await alice.here(['rebuild', '--dry-run'])).report.message).toMatch(
      /^Dry run: it would push 1 object and commit dvc\.lock, metrics\.json/,
    )
  })

  test('a rebuild of a project without a pipeline reports that it has nothing to rebuild', async () => {
    const alice = await tinyProject({ 'dvc.yaml': null })
    const before = await everything(alice)
    const { code, report } = await alice.here(['rebuild'])
    expect([code, report.conclusion, report.message]).toEqual([
      0,
      'success',
      'There is no pipeline to rebuild: the project has only .dvc files.',
    ])
    expect(await everything(alice)).toEqual(before)
  })
})

/** Those of the processes that run; one that has ended and waits for its parent to notice does not. */
async function running(pids: readonly number[]): Promise<number[]> {
  const states = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  return pids.filter((_, index) => /\) [^ZX] /.test(states[index] ?? ''))
}

const pidsIn = async (file: string): Promise<number[]> => (await readFile(file, 'utf8')).trim().split(' ').map(Number)

/** A stage that, where it is asked to, says who it is and its child, and then waits for good. */
const WAITING = {
  'src/train.sh': `if [ -n "$PIDS" ] && [ $1 = b ]; then
  rm -f models/b.txt; echo half > models/b.txt
  trap '' \${IGNORED:-HUP}
  sleep 600 & echo $$ $! > "$PIDS.new"; mv "$PIDS.new" "$PIDS"
  wait; sleep 600
fi
${TINY['src/train.sh']}`,
}

describe('a signal in the middle of a stage', () => {
  const signals = [
    ['SIGINT', 'HUP'],
    ['SIGTERM', 'HUP'],
    ['SIGINT', 'INT'],
  ] as const
  test.each(turn(signals))(
    '%s while a stage ignores %s ends all processes and restores the workspace within 7.5 s',
    async (signal, ignored) => {
      const alice = await changed(WAITING)
      await alice.write('models/a.txt', 'mine\n')
      const before = await everything(alice)
      const pids = join(await scratch(), 'pids')
      const { child, outcome } = alice.start(['rebuild'], { PIDS: pids, IGNORED: ignored })
      await until(() => existsSync(pids))
      const started = performance.now()
      child.kill(signal)
      const { code, report } = await outcome
      const seconds = (performance.now() - started) / 1000
      expect([code, report.conclusion, report.message]).toEqual([130, 'cancelled', expect.stringMatching(/^Stopped /)])
      expect(seconds).toBeLessThan(7.5)
      expect(await running(await pidsIn(pids))).toEqual([])
      // Both train at once, on a machine that has room for two.
      expect(verdicts(report)).toEqual({
        prepare: 'ran',
        'train@a': expect.stringMatching(/ran|failed|skipped/) as unknown,
        'train@b': expect.stringMatching(/failed|skipped/) as unknown,
        evaluate: 'skipped',
      })
      expect(await everything(alice)).toEqual(before)
    },
  )

  test('a signal during the push prevents a second push, and the next run ends with one commit', async () => {
    const alice = await changed()
    const waiting = join(await scratch(), 'waiting')
    await hook(alice.origin, 'pre-receive', `[ -e '${waiting}.off' ] || { touch '${waiting}'; sleep 600; }`)
    const clone = await alice.clone()
    await clone.dvc('pull', '-q', 'data/raw.csv.dvc')
    const before = await everything(clone, 'remote')
    const { child, outcome } = clone.start(['rebuild'])
    await until(() => existsSync(waiting))
    child.kill('SIGINT')
    const { code, report } = await outcome
    expect([code, report.conclusion]).toEqual([130, 'cancelled'])
    expect(await everything(clone, 'remote')).toEqual(before)
    await writeFile(`${waiting}.off`, '')
    expect((await clone.here(['rebuild'])).code).toBe(0)
    expect(await log(clone)).toEqual([SUBJECT, 'Another b', 'A pipeline'])
  })
})

/** Holds whoever runs it until a file appears. */
const held = (at: string, then: string) =>
  `[ -e '${at}.off' ] && exit 0\ntouch '${at}'\nwhile [ ! -e '${at}.off' ]; do sleep 0.1; done\n${then}`

describe('a killed run', () => {
  const moments = [
    ['while a stage runs', (_: Clone, at: string) => Promise.resolve({ PIDS: at })],
    [
      'during the clean checkout',
      async (clone: Clone, at: string) => {
        await writeFile(`${at}.sh`, held(at, ':').replace('exit 0', 'exec cat') + '\ncat')
        await clone.git('config', 'filter.slow.smudge', `sh '${at}.sh'`)
        await writeFile(clone.path('.git', 'info', 'attributes'), 'params.yaml filter=slow\n')
        return {}
      },
    ],
    [
      'before its commit reaches the server',
      async (clone: Clone, at: string) => {
        await hook(clone.origin, 'pre-receive', held(at, 'exit 1'))
        return {}
      },
    ],
    [
      'after its commit reached the server',
      async (clone: Clone, at: string) => {
        await hook(clone.origin, 'post-receive', held(at, 'exit 0'))
        return {}
      },
    ],
  ] as const
  test.each(turn(moments))(
    'the run after one that was killed %s ends with exactly one commit and a clean workspace',
    async (moment, prepare) => {
      const alice = await changed(WAITING)
      const clone = await alice.clone()
      const at = join(await scratch(), 'at')
      const { child, outcome } = clone.start(['rebuild'], await prepare(clone, at))
      outcome.catch(() => undefined)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      await until(() => existsSync(at))
      child.kill('SIGKILL')
      await gone
      await writeFile(`${at}.off`, '')
      const { code, report, stdout } =
        moment === 'while a stage runs' ? await clone.run(['rebuild']) : await clone.here(['rebuild'])
      expect([code, report.conclusion]).toEqual([0, 'success'])
      expect(stdout).toContain('was restored: an earlier run of dvc-ci was killed')
      if (moment === 'while a stage runs') expect(await running(await pidsIn(at))).toEqual([])
      expect(await log(clone)).toEqual([SUBJECT, 'Another b', 'A pipeline'])
      expect(await clone.status()).toBe('')
      await clone.git('pull', '-q')
      await clone.dvc('pull', '-q')
      expect(JSON.parse(await clone.dvc('status', '--json'))).toEqual({})
      expect((await clone.git('worktree', 'list', '--porcelain')).match(/^worktree /gm)).toHaveLength(1)
      expect((await readdir(clone.path('.dvc/tmp/dvc-ci'))).filter((name) => name.startsWith('aside-'))).toEqual([])
    },
  )
})

test('a second run in the same checkout is rejected while the first one works', async () => {
  const alice = await changed(WAITING)
  const at = join(await scratch(), 'at')
  const first = alice.start(['rebuild'], { PIDS: at })
  await until(() => existsSync(at))
  // The first one goes on meanwhile: it writes dvc.lock in batches, and DVC tries out a link beside what the other training has made.
  const touched = async () => (await alice.status()).split('\n').filter((line) => !/ dvc\.lock$|\.tmp$/.test(line))
  const before = await touched()
  const second = await alice.here(['rebuild'])
  expect([second.code, second.report.message]).toEqual([
    2,
    `another run of dvc-ci (process ${first.child.pid}) uses this checkout. Wait for its end, or use another clone.`,
  ])
  expect(await touched()).toEqual(before)
  first.child.kill('SIGINT')
  expect((await first.outcome).code).toBe(130)
})
