import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scratch, tinyProject } from '../support/project.js'
import type { Scenario } from './scenario.js'

const MIB = 1024 * 1024

/** Faults that `lint` finds. Repairs that do not touch each other share a project. */
export const LINT: readonly Scenario[] = [
  {
    name: 'data, caches, credentials and outputs that Git has, without a line break at the end of .gitignore',
    args: ['lint'],
    async make() {
      const alice = await tinyProject({ '.gitignore': 'metrics.json' })
      await alice.write('big.csv', 'x'.repeat(5 * MIB))
      await alice.write('src/__pycache__/a.pyc', 'x')
      await alice.write('venv/pyvenv.cfg', 'home = /usr\n')
      await alice.write('.dvc/config.local', '[\'remote "web"\']\n    password = hunter2hunter2\n')
      await appendFile(
        alice.path('.dvc/config'),
        '[\'remote "web"\']\n    url = https://bob:hunter2hunter2@example.org/x\n    password = hunter2hunter2\n',
      )
      await alice.git('add', '--all')
      await alice.git('add', '--force', 'models/a.txt', 'src/__pycache__/a.pyc', '.dvc/config.local')
      await alice.git('commit', '-q', '-m', 'Everything')
      await writeFile(alice.path('MLproject'), 'name: tiny\n')
      await alice.git('rm', '-q', '--cached', 'dvc.lock')
      await alice.edit('dvc.lock', 'sh src/prepare.sh', 'sh src/old.sh')
      return alice
    },
    repairs: [
      { id: 'output-in-git', offers: ['lint/outputs.ts:git rm -r --cached'] },
      { id: 'output-nowhere', offers: ['lint/outputs.ts:git add --force'] },
      { id: 'large-file', offers: ['lint/large-data.ts:dvc add'] },
      { id: 'cache-in-git', offers: ['lint/environments.ts:git rm -r --cached'] },
      { id: 'virtual-environment-in-git', offers: ['lint/environments.ts:git rm -r --cached'] },
      { id: 'uncommitted-file', offers: ['lint/uncommitted.ts:git add'] },
      { id: 'lock-out-of-step', offers: ['lint/lock.ts:dvc repro {…} && git add'] },
      { id: 'lock-not-committed', offers: ['lint/lock.ts:git add {…}'] },
      { id: 'dvc-gitignore-missing', offers: ['lint/dvc-files.ts:git rm --cached'] },
      {
        id: 'credentials-in-config',
        offers: ['lint/credentials.ts:git rm --cached'],
      },
      {
        id: 'credentials-in-config',
        offers: ['lint/credentials.ts:dvc remote modify --unset'],
        fill: { NEW_VALUE: 'correct-horse' },
      },
      {
        id: 'credentials-in-url',
        offers: ['lint/credentials.ts:url ADDRESS_WITHOUT_IT'],
        fill: { ADDRESS_WITHOUT_IT: 'https://example.org/x' },
      },
    ],
  },
  {
    name: 'a large metrics file in Git, an absolute path, and a .dvc file that Git ignores',
    args: ['lint'],
    async make() {
      const outside = join(await scratch(), 'table.csv')
      await writeFile(outside, '1\n')
      const alice = await tinyProject()
      await alice.edit(
        'dvc.yaml',
        'stages:\n',
        `stages:
  fill:
    cmd: head -c 5300000 /dev/zero > zeros.csv && echo {} > small.json
    deps: [${outside}]
    outs:
      - zeros.csv: {cache: false}
    metrics:
      - small.json: {cache: false}
`,
      )
      await alice.dvc('repro', '-q', 'fill')
      await alice.commit('A stage')
      await alice.write('data/more.csv', '1\n')
      await alice.dvc('add', '-q', 'data/more.csv')
      await alice.write('.gitignore', '*.dvc')
      await alice.git('rm', '-q', '--cached', '.dvc/.gitignore')
      return alice
    },
    repairs: [
      { id: 'dvc-file-ignored', offers: ['lint/dvc-files.ts:{…} && git add -- {…} {…}'] },
      {
        id: 'large-file',
        offers: [
          'lint/large-data.ts:git rm -r --cached --quiet -- {…}',
          'lint/large-data.ts:sed -i',
          'lint/large-data.ts:dvc commit',
          'lint/large-data.ts:git add -- {…}',
        ],
      },
      {
        id: 'absolute-path',
        offers: ['cp -r', 'dvc add', 'dvc repro', 'git add'].map((part) => `lint/places.ts:${part}`),
      },
      { id: 'dvc-gitignore-missing', offers: ['lint/dvc-files.ts:git add --force -- {…}'] },
    ],
  },
  {
    name: 'a merge in which both sides changed a stage and a .dvc file',
    args: ['lint'],
    async make() {
      const alice = await tinyProject()
      await alice.write('data/more.csv', '1\n')
      await alice.dvc('add', '-q', 'data/more.csv')
      await alice.commit('More')
      for (const value of ['4', '6']) {
        await alice.git('switch', '-q', '-c', `to-${value}`, 'main')
        await alice.edit('params.yaml', 'a: 3', `a: ${value}`)
        await alice.write('data/more.csv', `${value}\n`)
        await alice.dvc('add', '-q', 'data/more.csv')
        await alice.dvc('repro', '-q')
        await alice.dvc('push', '-q')
        await alice.commit(value)
      }
      await alice.git('merge', '-q', 'to-4').catch(() => undefined)
      await alice.git('checkout', '--ours', '--', 'params.yaml', 'metrics.json')
      await alice.git('add', 'params.yaml', 'metrics.json')
      return alice
    },
    repairs: [
      { id: 'conflict-markers', offers: ['lint/conflicts.ts:&& dvc pull'] },
      {
        id: 'conflict-markers',
        offers: ['lint/conflicts.ts:dvc-ci resolve'],
        // The exit code says that the stage has no entry now.
        mayFail: true,
        handLast: true,
        async byHand(clone, { message }) {
          if (!/reproduce it/.test(message)) throw new Error(message)
          await clone.dvc('repro', '-q')
          await clone.git('add', 'dvc.lock')
        },
      },
    ],
  },
  {
    name: 'pipelines without their dvc.lock',
    args: ['lint'],
    async make() {
      const alice = await tinyProject()
      await alice.write('sub/dvc.yaml', 'stages:\n  copy:\n    cmd: echo 1 > x.txt\n    outs: [x.txt]\n')
      await alice.git('rm', '-q', 'dvc.lock')
      await alice.git('add', 'sub')
      await alice.git('commit', '-q', '-m', 'Pipelines')
      return alice
    },
    repairs: [
      { id: 'lock-missing', offers: ['lint/lock.ts:{…} && git add {…}', 'lint/lock.ts:dvc repro'] },
      { id: 'lock-missing', offers: ['lint/lock.ts:{…} && git add {…}', 'lint/lock.ts:dvc repro {…}'] },
    ],
  },
]
