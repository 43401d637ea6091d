import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Clone, scratch, tinyProject } from '../support/project.js'
import { damage, hashOf, objectFile } from '../support/rebuild.js'
import type { Said } from './instructions.js'
import type { Scenario } from './scenario.js'

const QUICK = ['validate', '--evaluate', 'none']
const LINE_ENDS = ['printf', 'sed -i', 'git add .gitattributes', 'git add --renormalize', 'git commit -a'].map(
  (part) => `steps/project/line-ends.ts:${part}`,
)
const EXTRA = `  extra:
    cmd: mkdir -p extra && cp src/train.sh extra/out.txt && echo '{"n":1}' > extra.json
    deps: [src/train.sh]
    outs: [extra/out.txt]
    metrics:
    - extra.json: {cache: false}
`

/** Removes the objects that a message says to delete in the remote; a message that names none means its own object. */
async function deleteThere(clone: Clone, { message }: Said): Promise<void> {
  const named = [...message.matchAll(/files\/md5\/(\w\w)\/(\S+?)(?= |\.? there)/g)].map(
    ([, one, rest]) => `${one}${rest}`,
  )
  const own = /Delete it/.test(message) ? [/the object (\S+)/.exec(message)?.[1] ?? ''] : []
  for (const hash of [...named, ...own]) await rm(objectFile(clone.storage, hash))
}

/** The environment of a run on the merge commit of a pull request from the branch `feature`. */
async function ofPullRequest(clone: Clone, head: string): Promise<NodeJS.ProcessEnv> {
  const file = join(await scratch(), 'event.json')
  const side = (ref: string, sha: string) => ({ ref, sha, repo: { full_name: 'team/tiny' } })
  const base = side('main', await clone.git('rev-parse', 'main'))
  const payload = {
    repository: { full_name: 'team/tiny', default_branch: 'main' },
    pull_request: { number: 7, title: 'A note', body: null, head: side('feature', head), base },
  }
  await writeFile(file, JSON.stringify(payload))
  return {
    ...clone.env,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: file,
    GITHUB_SHA: await clone.head(),
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REPOSITORY: 'team/tiny',
    GITHUB_TOKEN: '',
  }
}

/** Stages, data and metrics that `validate` finds at fault. */
export const STAGES: readonly Scenario[] = [
  {
    name: 'a new stage with a new folder and a new file for Git',
    args: QUICK,
    async make() {
      const alice = await tinyProject()
      await appendFile(alice.path('dvc.yaml'), EXTRA)
      await alice.commit('A stage')
      return alice
    },
    repairs: [{ id: 'stale-stage', offers: ['steps/build/staleness.ts:&& dvc push && git add'] }],
    fresh: true,
  },
  {
    name: 'a stale stage that the validation ran',
    args: [...QUICK, '--stale', 'run'],
    async make() {
      const alice = await tinyProject()
      await appendFile(alice.path('dvc.yaml'), EXTRA)
      await alice.commit('A stage')
      return alice
    },
    repairs: [{ id: 'lock-behind', offers: ['steps/validate/reproduce-stale.ts:&& dvc push && git add'] }],
    fresh: true,
  },
  {
    name: 'a metrics file that Git should keep and does not have',
    args: QUICK,
    async make() {
      const alice = await tinyProject()
      await appendFile(alice.path('dvc.yaml'), EXTRA)
      await alice.dvc('repro', '-q')
      await alice.dvc('push', '-q')
      await alice.commit('A stage')
      await alice.git('rm', '-q', 'extra.json')
      await alice.commit('Without its metrics')
      return alice.clone()
    },
    repairs: [{ id: 'stage-data-missing', offers: ['steps/build/staleness.ts:dvc pull && dvc repro'] }],
    fresh: true,
  },
  {
    name: 'a stage that new commits of the base make stale',
    args: QUICK,
    async make() {
      const alice = await tinyProject()
      await alice.git('switch', '-q', '-c', 'feature')
      await alice.write('notes.md', 'x\n')
      await alice.commit('A note')
      await alice.git('switch', '-q', 'main')
      await alice.edit('params.yaml', 'a: 3', 'a: 4')
      await alice.commit('Another parameter')
      const user = await alice.clone('feature')
      await user.dvc('pull', '-q')
      const head = await user.head()
      await alice.git('switch', '-q', '--detach', 'feature')
      await alice.git('merge', '-q', 'main')
      return [new Clone(alice.directory, alice.origin, alice.storage, await ofPullRequest(alice, head)), user]
    },
    repairs: [{ id: 'stale-stage', offers: ['steps/build/staleness.ts:git fetch origin'] }],
  },
  {
    name: 'changed data, and a check that changes a file',
    args: [...QUICK, '--pull', 'none'],
    async make() {
      const alice = await tinyProject({ 'dvc-ci.yaml': "checks:\n  spaces: sed -i 's/ *$//' notes.md\n" })
      await alice.write('notes.md', 'x  \n')
      await alice.write('data/more.csv', '1\n')
      await alice.dvc('add', '-q', 'data/more.csv')
      await alice.dvc('push', '-q')
      await alice.commit('More')
      await writeFile(alice.path('data/more.csv'), '2\n')
      return alice
    },
    repairs: [
      { id: 'check-changes-files', offers: ['steps/validate/run-checks.ts:git commit'] },
      { id: 'data-changed', offers: ['steps/build/staleness.ts:dvc commit --force'] },
    ],
  },
  {
    name: 'objects that the remote lost: a file, and a file of a folder',
    args: [...QUICK, '--pull', 'none'],
    async make() {
      const alice = await tinyProject()
      const folder = await hashOf(alice, 'data/parts')
      const [first] = JSON.parse(await readFile(objectFile(alice.storage, folder), 'utf8')) as { md5: string }[]
      await damage(alice.storage, first?.md5 ?? '', 'removed')
      await damage(alice.storage, await hashOf(alice, 'raw.csv', 'data/raw.csv.dvc'), 'removed')
      await damage(alice.storage, await hashOf(alice, 'models/a.txt'), 'truncated')
      return alice
    },
    // A file, a file of a folder, and a truncated one: each message names what goes first, if anything.
    repairs: [1, 2, 3].map(() => ({
      id: 'missing-object',
      offers: ['steps/data/verify-remote.ts:Run `dvc push` where it was made'],
      byHand: deleteThere,
    })),
  },
  {
    name: 'a metric that another run of the evaluation measures',
    args: ['validate'],
    async make() {
      const alice = await tinyProject()
      await alice.edit('metrics.json', '0.92', '0.99')
      // The lock records the claim, as a commit of an edited file does.
      await alice.dvc('commit', '--force', '-q', 'evaluate')
      await alice.commit('A claim')
      return alice
    },
    repairs: [{ id: 'metric-claim', offers: ['steps/gate/compare.ts:dvc repro --force'] }],
  },
  {
    name: 'a set-up that writes into a dependency',
    args: [...QUICK, '--setup', 'mkdir -p src/x.egg-info && echo 1 > src/x.egg-info/PKG-INFO'],
    async make() {
      const alice = await tinyProject()
      await alice.edit('dvc.yaml', 'deps: [src/prepare.sh, data/raw.csv]', 'deps: [src, data/raw.csv]')
      await alice.dvc('repro', '-q')
      await alice.dvc('push', '-q')
      await alice.commit('A folder')
      return alice
    },
    repairs: [{ id: 'setup-writes-dependency', offers: ['steps/project/set-up-files.ts:>> .dvcignore'] }],
  },
  {
    name: 'line ends that core.autocrlf converts',
    args: [...QUICK, '--pull', 'none'],
    async make() {
      const alice = await tinyProject()
      const git = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.autocrlf', GIT_CONFIG_VALUE_0: 'true' }
      return new Clone(alice.directory, alice.origin, alice.storage, { ...alice.env, ...git }).clone()
    },
    repairs: [{ id: 'stale-stage', offers: LINE_ENDS }],
    fresh: true,
  },
  {
    name: 'a table with CRLF that * text=auto converts',
    args: [...QUICK, '--pull', 'none'],
    async make() {
      const alice = await tinyProject()
      await alice.write('notes.csv', 'a,b\r\n1,2\r\n')
      await alice.write('.gitattributes', '* text=auto')
      await alice.edit('dvc.yaml', 'data/raw.csv]', 'data/raw.csv, notes.csv]')
      await alice.dvc('repro', '-q')
      await alice.dvc('push', '-q')
      await alice.commit('A table')
      return alice.clone()
    },
    repairs: [{ id: 'stale-stage', offers: LINE_ENDS }],
    fresh: true,
  },
  {
    name: 'data that the cache lost',
    args: [...QUICK, '--pull', 'none'],
    async make() {
      const alice = await tinyProject()
      await rm(alice.path('.dvc/cache'), { recursive: true })
      return alice
    },
    repairs: [
      { id: 'data-missing', offers: ['steps/build/staleness.ts:dvc pull {…}'] },
      { id: 'stage-data-missing', offers: ['steps/build/staleness.ts:dvc pull'] },
    ],
  },
  {
    name: 'a project in a folder of the repository, with a new stage and a large file in Git',
    args: [...QUICK, '-C', 'ml'],
    async make() {
      const alice = await tinyProject()
      const names = (await readdir(alice.directory)).filter((name) => name !== '.git')
      await mkdir(alice.path('ml'))
      for (const name of names) await rename(alice.path(name), alice.path('ml', name))
      await appendFile(alice.path('ml/dvc.yaml'), EXTRA)
      await alice.write('ml/big.csv', 'x'.repeat(5 * 1024 * 1024))
      await alice.commit('A folder')
      return alice
    },
    repairs: [
      { id: 'large-file', offers: ['lint/large-data.ts:git rm -r --cached --quiet -- {…} && {…}'] },
      { id: 'stale-stage', offers: ['steps/build/staleness.ts:&& dvc push && git add'] },
    ],
    fresh: true,
  },
]
