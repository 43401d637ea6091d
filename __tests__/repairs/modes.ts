import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Clone, tinyProject } from '../support/project.js'
import { hashOf, objectFile } from '../support/rebuild.js'
import type { Scenario } from './scenario.js'

const execute = promisify(execFile)

async function after(script: string): Promise<Clone> {
  const alice = await tinyProject()
  await execute('bash', ['-e', '-c', script], { cwd: alice.directory, env: alice.env })
  return alice
}

/** Runs that change or restore the project. */
export const MODES: readonly Scenario[] = [
  {
    name: 'a build to complete that does not exist',
    args: ['rebuild', '--resume', '--yes'],
    make: () => after("sed -i 's/a: 3/a: 4/' params.yaml && git commit -q -a -m x && git push -q origin main"),
    repairs: [{ id: 'build-not-found', offers: ['steps/release/check-request.ts:Build it first'] }],
  },
  {
    name: 'a requested baseline branch that the server lacks',
    args: ['validate', '--pull', 'none', '--evaluate', 'none', '--baseline', 'branch:release'],
    make: () => after('true'),
    repairs: [
      {
        id: 'baseline-unknown',
        offers: ['git/baseline.ts:Push it'],
        choose: /Push it/,
        async byHand(clone) {
          await clone.git('push', '-q', 'origin', 'main:release')
        },
      },
    ],
  },
  {
    name: 'new data for a path that DVC does not track',
    args: ['retrain', '--dry-run', '--data', 'data/new.csv=params.yaml', '--stages', 'evaluate'],
    make: () =>
      after(
        'dvc remove data/raw.csv.dvc && dvc remove prepare && echo 1 > data/new.csv && git add --force data/parts && git commit -q -a -m x && git push -q origin main',
      ),
    repairs: [{ id: 'data-target-invalid', offers: ['steps/retrain/new-data.ts:Add it first'] }],
  },
  {
    name: 'data of an official build that no machine has',
    args: ['rebuild', '--yes', '--force', 'none'],
    async make() {
      const alice = await after("sed -i 's/a: 3/a: 4/' params.yaml && git commit -q -a -m x && git push -q origin main")
      await alice.run(['rebuild', '--yes'])
      await rm(objectFile(alice.storage, await hashOf(alice, 'models/a.txt')))
      return alice.clone()
    },
    repairs: [
      {
        id: 'remote-data-missing',
        offers: ['steps/data/verify-standing.ts:dvc-ci retrain'],
        choose: /`dvc-ci retrain[^`]*`/,
      },
    ],
  },
  {
    name: 'data that differs before a rollback',
    args: ['rollback', '--to', 'HEAD~1', '--dry-run'],
    make: () =>
      after(
        'echo 1 >> data/raw.csv && dvc add -q data/raw.csv && git commit -q -a -m x && git push -q origin main && echo 2 >> data/raw.csv',
      ),
    repairs: [
      {
        id: 'output-changed',
        offers: ['steps/rollback/version-data.ts:Keep it with'],
        choose: /discard it with `[^`]*`/,
      },
    ],
    // The older data does not fit the newer stages.
    left: ['stale-after-rollback'],
  },
  {
    name: 'a conflict in dvc.lock',
    args: ['resolve'],
    async make() {
      const alice = await tinyProject()
      for (const [branch, value] of [
        ['left', '4'],
        ['right', '6'],
      ] as const) {
        await alice.git('switch', '-q', '-c', branch, 'main')
        await alice.edit('params.yaml', 'a: 3', `a: ${value}`)
        await alice.dvc('repro', '-q')
        await alice.dvc('push', '-q')
        await alice.commit(branch)
      }
      await alice.git('merge', '-q', 'left').catch(() => undefined)
      await alice.git('checkout', '--ours', '--', 'params.yaml', 'metrics.json')
      await alice.git('add', 'params.yaml', 'metrics.json')
      return alice
    },
    repairs: [
      { id: 'lock-conflict', offers: ['pipeline/resolve.ts:{…} && git add', 'pipeline/resolve.ts:dvc repro {…}'] },
    ],
  },
  {
    name: 'a file that Git tracks now and DVC tracked in the older version',
    args: ['rollback', '--to', 'HEAD~1', '--dry-run'],
    make: () =>
      after(
        "git rm -q --cached data/raw.csv.dvc && rm data/raw.csv.dvc && sed -i '/raw.csv/d' data/.gitignore && git add data && git commit -q -a -m x && git push -q origin main",
      ),
    repairs: [
      {
        id: 'storage-changed',
        offers: ['steps/rollback/restore-files.ts:Remove it from Git'],
        choose: /Remove it.*?commit/,
      },
    ],
  },
]
