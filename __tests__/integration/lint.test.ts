import { execFile } from 'node:child_process'
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Report } from '../../src/report/report.js'
import { CLI, type Clone, cleanUp, type Outcome, rules, scratch, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const execute = promisify(execFile)
const MIB = 1024 * 1024

/** Where each finding is, in the order of the report. */
const places = (report: Report, rule: string) =>
  report.lint
    .filter((finding) => finding.rule === rule)
    .map(({ path, line }) => `${path ?? ''}${line === undefined ? '' : `:${line}`}`)

/** Runs the repair of a finding as a person would copy it. */
async function repair(clone: Clone, report: Report, rule: string): Promise<void> {
  const fix = report.lint.find((finding) => finding.rule === rule)?.fix
  if (fix === undefined) throw new Error(`no repair for ${rule}`)
  await execute('bash', ['-e', '-c', fix], { cwd: clone.directory, env: clone.env })
}

describe('lint', () => {
  test('lint finds nothing in a correct project, and needs neither a remote nor data', async () => {
    const alice = await tinyProject()
    const clone = await alice.clone()
    await rm(alice.storage, { recursive: true })
    const { code, report } = await clone.run(['lint'])
    expect(report.lint).toEqual([])
    expect(report).toMatchObject({
      mode: 'lint',
      conclusion: 'success',
      message: 'All lint rules passed.',
      steps: [{ name: 'lint', conclusion: 'success' }],
    })
    expect(code).toBe(0)
    expect(await clone.status()).toBe('')
  })

  describe('in a project with many findings', () => {
    let alice: Clone
    let outcome: Outcome
    beforeAll(async () => {
      alice = await tinyProject({ '.gitignore': 'metrics.json\n' })
      await alice.write('big.csv', 'x'.repeat(5 * MIB))
      await alice.write('weights.bin', 'x'.repeat(MIB))
      await alice.write('src/__pycache__/a.pyc', 'x')
      await alice.write('venv/pyvenv.cfg', 'home = /usr\n')
      await alice.write('explore.ipynb', JSON.stringify({ cells: [{ outputs: [{ text: 'x'.repeat(200_000) }] }] }))
      await alice.write(
        'models/extra.dvc',
        'deps:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  path: /mnt/extra.csv\nouts:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  path: extra\n',
      )
      await appendFile(alice.path('params.yaml'), 'api_key: abc123def456\n')
      await appendFile(
        alice.path('.dvc/config'),
        '[\'remote "web"\']\n    url = https://bob:hunter2hunter2@example.org/x\n    password = hunter2hunter2\n',
      )
      await alice.git('add', '--all')
      await alice.git('add', '--force', 'models/a.txt', 'src/__pycache__/a.pyc')
      await alice.git('commit', '-q', '-m', 'Everything')
      await writeFile(alice.path('MLproject'), 'name: tiny\n')
      await alice.git('rm', '-q', '--cached', 'dvc.lock')
      await alice.edit('dvc.lock', 'sh src/prepare.sh', 'sh src/old.sh')
      outcome = await alice.here(['lint'])
    })

    test('lint reports every finding with its line', () => {
      const { report, code } = outcome
      expect(code).toBe(1)
      expect(report.conclusion).toBe('failure')
      expect(Object.fromEntries(rules(report).map((rule) => [rule, places(report, rule)]))).toEqual({
        'absolute-path': ['models/extra.dvc:3'],
        'binary-data': ['weights.bin'],
        'cache-in-git': ['src/__pycache__'],
        'credentials-in-config': ['.dvc/config:7'],
        'credentials-in-params': ['params.yaml:4'],
        'credentials-in-url': ['.dvc/config:6'],
        'large-file': ['big.csv'],
        'lock-not-committed': ['dvc.lock'],
        'lock-out-of-step': ['dvc.yaml:2'],
        'notebook-outputs': ['explore.ipynb'],
        'output-in-git': ['dvc.yaml:6'],
        'output-nowhere': ['dvc.yaml:17'],
        'uncommitted-file': ['MLproject'],
        'virtual-environment-in-git': ['venv'],
      })
      expect(report.steps).toMatchObject([{ name: 'lint', conclusion: 'failure', message: '7 errors, 7 warnings' }])
      expect(outcome.stdout + outcome.stderr + JSON.stringify(report)).not.toMatch(/hunter2|abc123def456/)
    })

    test('a rule that is off reports nothing, and an unknown rule is rejected with the nearest name', async () => {
      const off = await alice.here(['lint', '--lint-off', 'output-in-git,large-file'])
      expect(rules(off.report)).not.toContain('output-in-git')
      expect(rules(off.report)).toContain('binary-data')
      const wrong = await alice.here(['lint', '--lint-off', 'output-in-gti'])
      expect(wrong).toMatchObject({
        code: 2,
        report: { mode: 'lint', message: expect.stringContaining('Did you mean output-in-git?') as unknown },
      })
    })

    test('the repair of each finding removes the finding', async () => {
      const { report } = outcome
      for (const rule of [
        'output-in-git',
        'output-nowhere',
        'large-file',
        'cache-in-git',
        'virtual-environment-in-git',
        'uncommitted-file',
        'lock-out-of-step',
        'lock-not-committed',
      ])
        await repair(alice, report, rule)
      const after = await alice.here(['lint'])
      expect(rules(after.report)).toEqual([
        'absolute-path',
        'binary-data',
        'credentials-in-config',
        'credentials-in-params',
        'credentials-in-url',
        'notebook-outputs',
      ])
      expect(await alice.git('ls-files', 'big.csv', 'big.csv.dvc')).toBe('big.csv.dvc')
    })
  })

  test('conflict markers, an ignored .dvc file and a missing .gitignore do not stop lint', async () => {
    const alice = await tinyProject()
    const lock = await alice.read('dvc.lock')
    const train = /  train@a:\n(?: {4}.*\n)+/.exec(lock)?.[0] ?? ''
    await alice.write(
      'dvc.lock',
      lock.replace(train, `<<<<<<< HEAD\n${train}=======\n${train.replace('train.a: 3', 'train.a: 4')}>>>>>>> other\n`),
    )
    await appendFile(alice.path('.gitignore'), '*.dvc\n')
    await alice.git('rm', '-q', '--cached', '.dvc/.gitignore')
    const conflicted = await alice.here(['lint'])
    expect(conflicted.code).toBe(1)
    expect(conflicted.report.lint.find(({ rule }) => rule === 'conflict-markers')).toMatchObject({
      path: 'dvc.lock',
      fix: 'dvc-ci resolve dvc.lock',
      message: expect.stringContaining('train@a: params.yaml:train.a: ours 3, theirs 4') as unknown,
    })
    expect(rules(conflicted.report)).toEqual(['conflict-markers', 'dvc-file-ignored', 'dvc-gitignore-missing'])
    expect(conflicted.report.steps[0]?.message).toContain('without lock-out-of-step')
    // What validate refuses as a whole is the same file.
    expect((await alice.here(['validate'])).report.message).toContain('dvc-ci resolve')
    await alice.write('dvc.lock', lock)
    await repair(alice, conflicted.report, 'dvc-file-ignored')
    await repair(alice, conflicted.report, 'dvc-gitignore-missing')
    expect((await alice.here(['lint'])).report.lint).toEqual([])
  })

  test('a file that DVC cannot read is a set-up error with its line, beside the other findings', async () => {
    const alice = await tinyProject()
    await alice.write('big.csv', 'x'.repeat(6 * MIB))
    await alice.git('add', 'big.csv')
    await alice.edit('dvc.yaml', 'deps: [src/prepare.sh', 'deps: [[src/prepare.sh')
    const { code, report } = await alice.here(['lint'])
    expect(code).toBe(2)
    expect(report.message).toMatch(/dvc\.yaml, line \d/)
    expect(rules(report)).toEqual(['dvc-file-invalid', 'large-file'])
  })

  test('without DVC, lint applies the rules that do not need DVC', async () => {
    const alice = await tinyProject()
    await alice.write('big.csv', 'x'.repeat(6 * MIB))
    await alice.git('add', '--force', 'big.csv', 'models/a.txt')
    // Neither a DVC nor a Python to install one with.
    const bin = join(await scratch(), 'bin')
    await mkdir(bin)
    await execute('bash', ['-c', `ln -s "$(command -v git)" ${bin}/git`])
    const { code, report } = await alice.here(['lint'], { PATH: bin })
    expect([code, rules(report), report.steps[0]?.conclusion]).toEqual([0, ['large-file'], 'warning'])
  })

  test('lint of a project in a subfolder ignores the files of a neighbour project', async () => {
    const alice = await tinyProject()
    const outer = await scratch()
    await execute(
      'bash',
      [
        '-e',
        '-c',
        `git init -q -b main . && mkdir -p ml other && cp -r ${alice.directory}/. ml && rm -rf ml/.git && dd if=/dev/zero of=other/big.csv bs=1M count=6 status=none
      cp other/big.csv ml/big.csv && cp -r ml other/nested && rm other/nested/dvc.lock && git add . && git add --force ml/models/a.txt && git commit -q -m all`,
      ],
      { cwd: outer, env: alice.env },
    )
    const { stdout } = await execute(process.execPath, [CLI, 'lint', '--json', '-C', 'ml'], {
      cwd: outer,
      env: alice.env,
    }).catch((error: { stdout: string }) => error)
    const report = JSON.parse(stdout) as Report
    expect(report.lint.map(({ rule, path, line }) => [rule, path, line])).toEqual([
      ['output-in-git', 'ml/dvc.yaml', 6],
      ['large-file', 'ml/big.csv', undefined],
    ])
  })
})

test('validate applies the rules first, fails for their errors, and reports no problem twice', async () => {
  const alice = await tinyProject()
  const base = await alice.head()
  await alice.git('switch', '-q', '-c', 'feature')
  await alice.write('notes.csv', 'x'.repeat(6 * MIB))
  await alice.edit('dvc.yaml', 'cmd: sh src/prepare.sh', 'cmd: sh src/prepare.sh --fast')
  await alice.git('add', '--force', 'models/a.txt')
  const head = await alice.commit('Faster [skip ci]')
  const clone = await alice.clone('feature')
  const payload = join(await scratch(), 'event.json')
  const side = (ref: string, sha: string) => ({ ref, sha, repo: { full_name: 'team/tiny' } })
  await writeFile(
    payload,
    JSON.stringify({
      repository: { full_name: 'team/tiny', default_branch: 'main' },
      pull_request: { number: 7, title: 'Faster', body: null, head: side('feature', head), base: side('main', base) },
    }),
  )
  const { code, report } = await clone.here(['validate', '--evaluate', 'none'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: payload,
    GITHUB_SHA: head,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REPOSITORY: 'team/tiny',
    GITHUB_TOKEN: '',
  })
  expect(code).toBe(1)
  const names = report.steps.map(({ name }) => name)
  expect(names.indexOf('lint')).toBeGreaterThan(names.indexOf('preflight'))
  expect(names.indexOf('lint')).toBeLessThan(names.indexOf('verify'))
  expect(rules(report)).toEqual(
    expect.arrayContaining(['large-file', 'output-in-git', 'skip-ci-in-pull-request', 'stale-stage']),
  )
  expect(rules(report)).not.toContain('lock-out-of-step')
  expect(report.lint.find(({ rule }) => rule === 'skip-ci-in-pull-request')).toMatchObject({
    severity: 'warning',
    message: expect.stringContaining(`The message of ${head.slice(0, 7)} has [skip ci]`) as unknown,
  })
  expect(report.message).toContain('models/a.txt is in Git')
})
