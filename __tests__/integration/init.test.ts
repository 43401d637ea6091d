import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { CLI, Clone, cleanUp, developer, inProcess, scratch } from '../support/project.js'

afterAll(cleanUp)

const WORKFLOW = '.github/workflows/dvc-ci.yml'
const RECORD = '.github/dvc-ci-init.yaml'
const FILES: Readonly<Record<string, string>> = {
  '.dvc/config': `[core]\n    remote = storage\n['remote "storage"']\n    url = s3://bucket/digits\n    region = eu-central-1\n`,
  'dvc.yaml': `stages:
  train: { cmd: python src/train.py, deps: [src/train.py], outs: [model.pkl] }
  evaluate: { cmd: python src/evaluate.py, deps: [model.pkl], metrics: [{ metrics.json: { cache: false } }] }
artifacts:
  classifier: { path: model.pkl, type: model }
`,
  'requirements.txt': 'scikit-learn\npytest\n',
  'src/train.py': 'import sys\n',
  'tests/test_train.py': 'def test(): pass\n',
}

/** A repository with these files, a server, and three versions of its metrics. No DVC is needed. */
async function repository(files: Readonly<Record<string, string>> = FILES): Promise<Clone> {
  const folder = await scratch()
  const [origin, directory] = [join(folder, 'origin.git'), join(folder, 'digits')]
  spawnSync('git', ['init', '-q', '--bare', '--template=', '-b', 'main', origin], { env: developer() })
  spawnSync('git', ['init', '-q', '--template=', '-b', 'main', directory], { env: developer() })
  const clone = new Clone(directory, origin, '')
  await clone.git('remote', 'add', 'origin', origin)
  for (const [path, text] of Object.entries(files)) await clone.write(path, text)
  for (const accuracy of [0.981, 0.975, 0.9777]) {
    await clone.write('metrics.json', JSON.stringify({ accuracy, log_loss: 0.2829, epoch: 12 }))
    await clone.commit(`accuracy ${accuracy}`, { push: accuracy === 0.9777 })
  }
  return clone
}

/** Runs the sources of `init` in this process. The demo and `initInTerminal` run the command line. */
async function init(
  at: Clone,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; said: string }> {
  const { runHere } = await inProcess()
  const { code, stdout, stderr } = await runHere(['init', ...args], at.directory, { ...at.env, ...env })
  return { code, said: stdout + stderr }
}

/** Runs `init` in a terminal, and types an answer at each question. */
async function initInTerminal(at: Clone, answers: readonly string[]): Promise<{ code: number; said: string }> {
  const program = `
import os, pty, re, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:3] + ['init'])
screen, answers, answered = b'', sys.argv[3:], 0
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    screen += data
    asked = len(set(re.findall(rb'Credentials of|Further workflows|Owners who|Write these', screen)))
    if answered < asked and answered < len(answers):
        os.write(fd, answers[answered].encode())
        answered += 1
sys.stdout.write(screen.decode('utf-8', 'replace'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`
  const child = spawn('python3', ['-c', program, process.execPath, CLI, ...answers], {
    cwd: at.directory,
    env: { ...at.env, NO_COLOR: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number>((resolve) => {
    child.once('close', (status) => resolve(status ?? -1))
  })
  return { code, said }
}

describe('dvc-ci init', () => {
  test('a repository gets the files of its kind; a second init changes nothing, and keeps changes of a person', async () => {
    const clone = await repository()
    expect(await init(clone, ['--yes'])).toEqual({
      code: 0,
      said: expect.stringContaining('gh variable set AWS_ROLE_READ'),
    })
    const texts = await Promise.all(['dvc-ci.yml', 'dvc-ci.yaml'].map((name) => readGolden('s3-pip', name)))
    expect([await clone.read(WORKFLOW), await clone.read('dvc-ci.yaml')]).toEqual(texts)
    await clone.commit('Add dvc-ci')

    expect((await init(clone, ['--yes'])).code).toBe(0)
    expect(await clone.status()).toBe('')

    // Another policy, another branch; new metrics do not move the policies of the first init.
    await clone.edit('dvc-ci.yaml', 'min: 0.95', 'min: 0.97')
    await clone.edit(WORKFLOW, 'branches: [main]', 'branches: [main, release]')
    await clone.write('metrics.json', JSON.stringify({ accuracy: 0.5, log_loss: 0.9, epoch: 1 }))
    await clone.commit('Mine')
    expect((await init(clone, ['--update'])).said).toContain('dvc-ci.yaml: kept as it is')
    expect(await clone.status()).toBe('')

    // A newer release: the new line comes in, mine stays.
    expect((await init(clone, ['--yes', '--release', 'v2'])).said).toContain(`${WORKFLOW}: merged with your changes`)
    const merged = await clone.read(WORKFLOW)
    expect(merged).toContain('branches: [main, release]')
    expect(merged.match(/dvc-ci\/dvc-ci@v2 /g)).toHaveLength(2)
    expect(await clone.read('dvc-ci.yaml')).toContain('min: 0.97')

    // The same line on both sides: mine stays, and init says so. Not committed, so nothing is replaced before.
    await clone.edit(WORKFLOW, 'dvc-ci/dvc-ci@v2 ', 'dvc-ci/dvc-ci@v1.9 ')
    const refused = await init(clone, ['--yes', '--release', 'v3'])
    expect(refused).toEqual({ code: 2, said: expect.stringContaining('[init-file-uncommitted]') })
    await clone.commit('Mine too')
    expect((await init(clone, ['--yes', '--release', 'v3'])).said).toContain(
      '1 place that you changed too keeps your text',
    )
    expect((await clone.read(WORKFLOW)).match(/dvc-ci\/dvc-ci@(?:v1.9|v3) /g)).toHaveLength(2)

    // A deleted file stays deleted.
    await rm(clone.path('dvc-ci.yaml'))
    expect((await init(clone, ['--update'])).said).toContain('dvc-ci.yaml: deleted by you, and left so')
    expect(existsSync(clone.path('dvc-ci.yaml'))).toBe(false)
  })

  test('a call that cannot end well changes nothing and says how it can', async () => {
    const clone = await repository()
    const rejects = async (args: string[], id: string, words: string) => {
      const before = await clone.status()
      const { code, said } = await init(clone, args)
      expect([code, said]).toEqual([2, expect.stringContaining(`[${id}]`)])
      expect(said).toContain(words)
      expect(await clone.status()).toBe(before)
    }
    await rejects(['--yes', '--updat'], 'setting-unknown', 'Did you mean --update?')
    await rejects(['--update'], 'argument-invalid', 'Run `dvc-ci init` without --update.')
    await rejects(['--yes', '--project', 'model'], 'argument-invalid', 'Projects: .')
    await rejects(['--yes', '--pull-request'], 'github-token-missing', 'Set GH_TOKEN')

    // Uncommitted changes elsewhere are no obstacle; a workflow of the same name is one.
    await clone.edit('src/train.py', 'sys', 'os')
    await clone.write(WORKFLOW, 'name: mine\n')
    await rejects(['--yes'], 'init-file-exists', '--overwrite')
    await rm(clone.path('.github'), { recursive: true })
    await clone.write('.github', 'a file\n')
    await rejects(['--yes'], 'init-not-writable', 'No file was changed.')
    await rm(clone.path('.github'))

    // The default branch: no remote, and no branch with a usual name.
    await clone.git('remote', 'remove', 'origin')
    await clone.git('branch', '-m', 'main', 'trunk')
    await rejects(['--yes'], 'init-branch-unknown', '--branch trunk')
    expect((await init(clone, ['--yes', '--dry-run', '--branch', 'trunk'])).said).toContain('+    branches: [trunk]')

    await rm(clone.path('dvc.yaml'))
    await rejects(['--yes'], 'dvc-project-empty', 'dvc stage add')
    await rm(clone.path('.dvc'), { recursive: true })
    await rejects(['--yes'], 'dvc-project-missing', 'dvc init')
    await rm(clone.path('.git'), { recursive: true })
    expect(await init(clone, ['--yes'])).toEqual({ code: 2, said: expect.stringContaining('[git-repository-missing]') })
  })

  test('the commands for a newcomer, run to the letter, give a project that init and validate accept', async () => {
    const folder = await scratch()
    const at = new Clone(join(folder, 'digits'), '', '')
    spawnSync('git', ['init', '-q', '--template=', '-b', 'main', at.directory], { env: developer() })
    await at.write('README.md', '# digits\n')
    await at.commit('first', { push: false })
    await at.write('data/a.csv', '1,2\n')
    await at.write(
      'train.py',
      `import json, pathlib
pathlib.Path('model.pkl').write_text(pathlib.Path('data/a.csv').read_text())
json.dump({'accuracy': 0.97, 'loss': 0.2}, open('metrics.json', 'w'))
`,
    )
    const told = await init(at, ['--yes'])
    expect(told).toEqual({ code: 2, said: expect.stringContaining('[dvc-project-missing]') })
    const commands = told.said.split('\n').filter((line) => line.startsWith('    '))
    expect(commands).toHaveLength(3)
    const ran = spawnSync('bash', ['-e', '-c', commands.join('\n')], {
      cwd: at.directory,
      env: { ...developer(), ...at.env },
    })
    expect([ran.status, ran.stderr.toString()]).toEqual([0, expect.anything()])
    expect(await at.status()).toBe('')

    // The folder of the remote is told as DVC resolves it, and each init names every file that is left to commit.
    for (const turn of ['first', 'again']) {
      const { code, said } = await init(at, ['--yes'])
      expect([turn, code]).toEqual([turn, 0])
      expect(said).toContain(`is the folder ${join(folder, 'dvc-storage')} of this machine`)
      expect(said).toContain(`git switch -c dvc-ci && git add -- ${RECORD} ${WORKFLOW} dvc-ci.yaml\n`)
      expect(said).toContain('gh repo create digits')
    }
    // Its max_drop and max_rise hold without a Git remote, before and after the commit.
    const { code, report } = await at.here(['validate'])
    expect([code, report.policies.map(({ passed }) => passed)]).toEqual([0, [true, true, true, true]])
    await at.commit('Add dvc-ci', { push: false })
    expect((await init(at, ['--yes'])).said).not.toContain('Commit the files')
    await at.write('metrics.json', '{"accuracy": 0.955, "loss": 0.2}')
    await at.commit('Worse', { push: false })
    await at.write('dvc-ci.yaml', 'metrics:\n  policies:\n    accuracy: { max_drop: 0.01 }\n')
    expect((await at.here(['validate'])).report.policies).toMatchObject([{ passed: false, baseline: 0.97 }])
  })

  test('without a default remote, init tells the whole way, and the next one writes its login', async () => {
    const clone = await repository({ ...FILES, '.dvc/config': '' })
    const first = await init(clone, ['--yes'])
    expect(first.said).toContain('dvc remote add --default storage s3://BUCKET/PATH')
    for (const command of ['dvc push', 'git add -- .dvc/config && git commit -m', 'dvc-ci init'])
      expect(first.said).toContain(`       ${command}`)
    await clone.commit('Add dvc-ci')
    await clone.write('.dvc/config', FILES['.dvc/config'] ?? '')
    const second = await init(clone, ['--yes'])
    expect(second.said).toContain('gh variable set AWS_ROLE_READ')
    expect(second.said).toContain(`git add -- .dvc/config ${RECORD} ${WORKFLOW}\n`)
    expect(await clone.read(WORKFLOW)).toBe(await readGolden('s3-pip', 'dvc-ci.yml'))
    // An answer that a person gave stays.
    await init(clone, ['--yes', '--credentials', 'secrets'])
    await init(clone, ['--yes'])
    expect(await clone.read(WORKFLOW)).toContain('secrets.')
  })

  test('from a folder of a monorepo, and at its top, each command that init prints runs where the shell stands', async () => {
    const clone = await repository({
      'projects/a/.dvc/config': `[core]\n    remote = store\n['remote "store"']\n    url = ../store\n`,
      'projects/a/dvc.yaml': FILES['dvc.yaml'] ?? '',
    })
    for (const folder of ['projects/a', '.']) {
      const inside = new Clone(clone.path(folder), clone.origin, '')
      const { code, said } = await init(inside, ['--yes'])
      expect([code, said]).toEqual([
        0,
        expect.stringContaining('`dvc --cd projects/a remote modify store url s3://BUCKET/PATH`'),
      ])
      expect(said).toContain('`dvc --cd projects/a push`, commit projects/a/.dvc/config')
      const commands = said.split('\n').filter((line) => /^ {7}(?:cd|git switch) /.test(line))
      expect(commands).toHaveLength(folder === '.' ? 1 : 2)
      const script = commands.join('\n').replace('git switch', 'git switch -q')
      const ran = spawnSync('bash', ['-e', '-c', script], { cwd: inside.directory, env: inside.env, encoding: 'utf8' })
      expect([folder, ran.status, ran.stderr]).toEqual([folder, 0, ''])
      expect(await clone.git('diff', '--cached', '--name-only')).toContain(
        `${RECORD}\n${WORKFLOW}\nprojects/a/dvc-ci.yaml`,
      )
      await clone.git('switch', '-q', 'main')
      await clone.git('branch', '-q', '-D', 'dvc-ci')
      await clone.git('reset', '-q')
    }
    await clone.commit('Mine', { push: false })
    await clone.edit(WORKFLOW, 'dvc-ci/dvc-ci@v1 ', 'dvc-ci/dvc-ci@v1.9 ')
    const refused = await init(new Clone(clone.path('projects/a'), clone.origin, ''), ['--yes', '--release', 'v9'])
    expect(refused.said).toContain(`\`git add -- ../../${WORKFLOW} && git commit\``)
  })

  test('Ctrl-D at any question of init writes nothing', async () => {
    const clone = await repository()
    for (const answers of [0, 1, 3]) {
      const { code, said } = await initInTerminal(clone, [...Array<string>(answers).fill('\r'), '\x04'])
      expect([answers, code, said]).toEqual([answers, 2, expect.stringContaining('[not-confirmed]')])
      expect(await clone.status()).toBe('')
    }
    expect((await initInTerminal(clone, Array<string>(4).fill('\r'))).code).toBe(0)
    expect(existsSync(clone.path(WORKFLOW))).toBe(true)
  })

  test('the demo has a pipeline whose commit is complete, and whose proposed policies hold', async () => {
    const folder = await scratch()
    const demo = () =>
      spawnSync(process.execPath, [CLI, 'init', '--demo', 'toy'], { cwd: folder, env: developer(), encoding: 'utf8' })
    expect(demo()).toMatchObject({ status: 0, stdout: expect.stringContaining('cd toy/project') })
    expect(demo()).toMatchObject({ status: 2, stderr: expect.stringContaining('[init-folder-not-empty]') })
    const project = new Clone(join(folder, 'toy', 'project'), join(folder, 'toy', 'server.git'), '')
    expect(await project.status()).toBe('')
    expect(await init(project, ['--yes'])).toEqual({
      code: 0,
      said: expect.stringContaining('remote storage (folder)'),
    })
    const { code, report } = await project.here(['validate'])
    expect([code, report.policies.map(({ passed }) => passed)]).toEqual([0, [true, true, true, true]])
  })
})

describe('dvc-ci init --pull-request', () => {
  let github: StandIn
  beforeAll(async () => {
    github = await startGitHub()
  })
  afterAll(() => github.stop())

  test('the files are on a branch with a pull request, once, and the checkout is as before', async () => {
    const clone = await repository()
    await clone.git('config', 'user.name', 'Alice')
    await clone.git('config', 'user.email', 'alice@example.org')
    const env = { GH_TOKEN: 'ghp_alice', GITHUB_API_URL: github.url, GITHUB_REPOSITORY: REPOSITORY }
    // The stand-in knows the branch by its name; Git has it on the server.
    await github.commit('dvc-ci/init', { 'a.txt': 'a' })
    for (const turn of ['first', 'again']) {
      expect([turn, await init(clone, ['--yes', '--pull-request'], env)]).toEqual([
        turn,
        { code: 0, said: expect.stringContaining(`Pull request: `) },
      ])
      expect(await clone.status()).toBe('')
    }
    const files = await clone.git('--git-dir', clone.origin, 'diff', '--name-only', 'main', 'dvc-ci/init')
    expect(files.split('\n')).toEqual([RECORD, WORKFLOW, 'dvc-ci.yaml'])
    expect(await clone.git('--git-dir', clone.origin, 'log', '--format=%an %s', 'main..dvc-ci/init')).toBe(
      'Alice Add dvc-ci',
    )
    const pulls = await github.ask<{ head: { ref: string } }[]>('GET', `/repos/${REPOSITORY}/pulls?state=all`)
    expect(pulls.map(({ head }) => head.ref)).toEqual(['dvc-ci/init'])
  })
})

function readGolden(kind: string, name: string): Promise<string> {
  return readFile(join(import.meta.dirname, '../init/golden', kind, name), 'utf8')
}
