import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Matrix, type Way } from '../remotes/matrix.js'
import { REPOSITORY, type StandIn, startGitHub } from '../support/github.js'
import { type Clone, cleanUp, type Outcome, rules, scratch, tinyProject } from '../support/project.js'
import { turn } from '../support/turn.js'

// DVC_CI_TURNS=all takes every method, and the built command line for each run.
const WAY: Way = process.env['DVC_CI_TURNS'] === 'all' ? 'run' : 'here'

let matrix: Matrix
let github: StandIn
let home: string
beforeAll(async () => {
  ;[matrix, github, home] = await Promise.all([Matrix.open(['s3']), startGitHub(), scratch()])
})
afterAll(async () => {
  await Promise.all([matrix.stop(), github.stop()])
  await cleanUp()
})

/** The tiny project in a bucket that keeps versions and executable outputs. Its pipeline was not built. */
async function versionedProject(option: string, folder: string): Promise<Clone> {
  const { s3 } = matrix.remotes
  const alice = await tinyProject()
  await alice.edit('.dvc/config', /url = .*/, `url = ${s3.url(folder, s3.versioned)}\n    ${option} = true`)
  const options = Object.entries(s3.credentials.right).map(([name, value]) => `    ${name} = ${value}\n`)
  await alice.write('.dvc/config.local', `['remote "storage"']\n${options.join('')}`)
  await alice.write('src/train.sh', `${await alice.read('src/train.sh')}chmod +x models/$1.txt\n`)
  await alice.dvc('push', '-q', 'data/raw.csv.dvc')
  await alice.commit('Programs, not built')
  return alice
}

/** Runs the workflow of a push to main. */
async function inWorkflow(clone: Clone, ...argv: string[]): Promise<Outcome> {
  github.git.origin = clone.origin
  const payload = join(await scratch(), 'event.json')
  const onServer = (rev: string) => clone.git('--git-dir', clone.origin, 'rev-parse', rev)
  const before = await onServer('main~1')
  const repository = { full_name: REPOSITORY, default_branch: 'main' }
  await writeFile(payload, JSON.stringify({ repository, before }))
  const quiet = argv[0] === 'rollback' ? [] : ['--comment', 'none']
  return matrix.start(clone, [...argv, ...quiet], matrix.remotes.s3.credentials.right, {
    home,
    way: WAY,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: payload,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: await clone.head(),
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'ghs_workflow',
    },
  })
}

/** The files of a commit of the server, as DVC itself downloads them with an empty cache. */
async function downloaded(alice: Clone, revision: string): Promise<Clone> {
  const reader = await alice.clone()
  await reader.git('fetch', '-q', 'origin', revision)
  await reader.git('checkout', '-q', '--detach', 'FETCH_HEAD')
  await reader.write('.dvc/config.local', await alice.read('.dvc/config.local'))
  await reader.dvc('pull', '-q')
  return reader
}

const isExecutable = async (clone: Clone, path: string) => ((await stat(clone.path(path))).mode & 0o100) !== 0

/** Merges the branch of a pull request as GitHub does. */
async function merge(alice: Clone, branch: string, number: number): Promise<void> {
  await alice.git('pull', '-q')
  await alice.git('fetch', '-q', 'origin', branch)
  await alice.git('merge', '-q', '--no-ff', '-m', `Merge pull request #${number} from team/${branch}`, 'FETCH_HEAD')
  await alice.git('push', '-q', 'origin', 'main')
}

const METHODS = [
  { option: 'version_aware', method: 'api', isMerged: false },
  { option: 'worktree', method: 'tag', isMerged: false },
  { option: 'version_aware', method: 'pull-request', isMerged: true },
]

// One in each run of `npm test`, by turns.
test.each(turn(METHODS))(
  'a remote with $option gets a build, a retraining and a rollback by commit: $method',
  async (each) => {
    const { option, method, isMerged } = each
    const alice = await versionedProject(option, method)
    const by = ['--commit', method, ...(method === 'tag' ? ['--tag', 'v{n}'] : [])]
    const branchOf = (topic: string) => (isMerged ? `dvc-ci/${topic}-main` : 'main')
    const start = (clone: Clone, ...argv: string[]) =>
      matrix.start(clone, argv, matrix.remotes.s3.credentials.right, { home, way: WAY })

    const built = await inWorkflow(await alice.clone(), 'rebuild', ...by)
    expect([built.code, built.report.error, built.report.commit?.method]).toEqual([0, undefined, method])
    const reader = await downloaded(alice, method === 'tag' ? 'v1' : branchOf('build'))
    expect((await reader.read('dvc.lock')).match(/version_id: \S+/g)?.length).toBe(4)
    const programs = ['models/a.txt', 'models/b.txt', 'data/raw.csv'].map((path) => isExecutable(reader, path))
    expect(await Promise.all(programs)).toEqual([true, true, false])
    const seen = await start(reader, 'validate', '--verify', 'full')
    expect([seen.code, seen.report.remote, rules(seen.report)]).toMatchObject([0, { objects: 5, verified: 5 }, []])
    if (isMerged) await merge(alice, branchOf('build'), 1)
    const again = await inWorkflow(await alice.clone(), 'rebuild', ...by)
    expect([again.code, again.report.message]).toEqual([0, expect.stringMatching(/nothing to do|was built already/)])

    const trained = await inWorkflow(await alice.clone(), 'retrain', ...by, '--params', 'train.a=2')
    expect([trained.code, trained.report.error, trained.report.commit?.method]).toEqual([0, undefined, method])
    const better = await downloaded(alice, method === 'tag' ? 'v2' : branchOf('retrain'))
    expect(await better.read('models/a.txt')).toContain('a: 2')
    expect(await isExecutable(better, 'models/a.txt')).toBe(true)
    if (isMerged) await merge(alice, branchOf('retrain'), 2)

    const to = method === 'tag' ? 'v1' : isMerged ? 'main~1' : (built.report.commit?.sha ?? '')
    const way = method === 'tag' ? 'push' : method
    const back = await inWorkflow(await alice.clone(), 'rollback', '--to', to, '--restore', 'all', '--commit', way)
    expect([back.code, back.report.error, back.report.commit?.method]).toEqual([0, undefined, way])
    const restored = await downloaded(alice, branchOf('rollback'))
    expect(await restored.read('models/a.txt')).toBe(await reader.read('models/a.txt'))
    expect(await isExecutable(restored, 'models/a.txt')).toBe(true)
    if (isMerged) await merge(alice, branchOf('rollback'), 3)
    const last = await start(await alice.clone(), 'validate', '--verify', 'full')
    expect([last.code, last.report.remote, rules(last.report)]).toMatchObject([0, { objects: 5, verified: 5 }, []])
  },
)
