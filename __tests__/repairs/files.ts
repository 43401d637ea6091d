import { appendFile, rm } from 'node:fs/promises'
import { type Clone, tinyProject } from '../support/project.js'
import type { Scenario } from './scenario.js'

/** Text of the entry of a stage in dvc.lock. */
function entryOf(lock: string, stage: string): string {
  return new RegExp(`  ${stage}:\n(?: {4}.*\n)+`).exec(lock)?.[0] ?? ''
}

async function withLock(change: (lock: string) => string): Promise<Clone> {
  const alice = await tinyProject()
  await alice.write('dvc.lock', change(await alice.read('dvc.lock')))
  await alice.commit('Damage')
  return alice
}

const HALF = (lock: string) => lock.slice(0, lock.length / 2)
const OF_DVC_1 = (lock: string) => lock.replace(/^schema.*\nstages:\n/, '').replace(/^ {2}/gm, '')

/** Files of DVC that cannot be read. `lint` and `validate` say the same about them; `lint` needs no data. */
/** A merge that stopped, because both sides changed the data of one file. */
async function mergedData(): Promise<Clone> {
  const alice = await tinyProject()
  await alice.write('data/more.csv', '1\n')
  await alice.dvc('add', '-q', 'data/more.csv')
  await alice.commit('More')
  for (const [branch, text] of [
    ['left', '2\n'],
    ['right', '3\n'],
  ] as const) {
    await alice.git('switch', '-q', '-c', branch, 'main')
    await alice.write('data/more.csv', text)
    await alice.dvc('add', '-q', 'data/more.csv')
    await alice.dvc('push', '-q')
    await alice.commit(branch)
  }
  await alice.git('merge', '-q', 'left').catch(() => undefined)
  return alice
}

export const FILES: readonly Scenario[] = [
  {
    name: 'a dvc.lock that ends in the middle, written again',
    args: ['lint'],
    make: () => withLock(HALF),
    repairs: [
      {
        id: 'dvc-file-invalid',
        offers: ['dvc/project-file.ts:Restore it', 'dvc/project-file.ts:or write it again'],
        choose: /write it again.*/,
      },
    ],
  },
  {
    name: 'a dvc.lock of DVC 1, written again by dvc repro',
    args: ['lint'],
    make: () => withLock(OF_DVC_1),
    repairs: [
      {
        id: 'dvc-file-invalid',
        offers: ['dvc/project-file.ts:Delete it and write it again'],
        choose: /Delete it.*?every stage/,
      },
    ],
  },
  {
    name: 'a dvc.lock of DVC 1, whose outputs dvc commit records',
    args: ['validate', '--evaluate', 'none'],
    make: () => withLock(OF_DVC_1),
    repairs: [
      {
        id: 'dvc-file-invalid',
        offers: ['dvc/project-file.ts:If the outputs here are right'],
        choose: /If the outputs here.*/,
      },
    ],
    fresh: true,
  },
  {
    name: 'a damaged .dvc file, tracked again',
    args: ['lint'],
    async make() {
      const alice = await tinyProject()
      await alice.write('data/raw.csv.dvc', 'outs: [\n')
      await alice.commit('Damage')
      return alice
    },
    repairs: [
      {
        id: 'dvc-file-invalid',
        offers: ['dvc/project-file.ts:or track its data again'],
        choose: /track its data again.*/,
      },
    ],
  },
  {
    name: 'a dvc.lock with conflict marks in a commit',
    // The commit before has the conflict marks, so its evaluation cannot be compared.
    args: ['validate', '--pull', 'none', '--evaluate', 'none', '--baseline', 'none'],
    make: () =>
      withLock((lock) => {
        const train = entryOf(lock, 'train@a')
        return lock.replace(
          train,
          () => `<<<<<<< HEAD\n${train}=======\n${train.replace('train.a: 3', 'train.a: 4')}>>>>>>> other\n`,
        )
      }),
    repairs: [
      {
        id: 'conflict-markers',
        offers: ['dvc-ci resolve', 'dvc repro', 'dvc push', '&& git add'].map(
          (part) => `steps/project/report-conflicts.ts:${part}`,
        ),
      },
    ],
  },
  {
    name: 'a .dvc file with conflict marks in a commit',
    args: ['validate', '--evaluate', 'none', '--baseline', 'none'],
    async make() {
      const alice = await mergedData()
      await alice.git('commit', '-q', '-a', '-m', 'Merge with marks')
      return alice
    },
    repairs: [{ id: 'conflict-markers', offers: ['steps/project/report-conflicts.ts:dvc pull'] }],
  },
  {
    name: 'a .dvc file that both sides of a merge changed',
    args: ['validate', '--evaluate', 'none'],
    make: mergedData,
    repairs: [
      {
        id: 'lint-failed',
        offers: ['dvc/project-file.ts:Keep one side', 'dvc/project-file.ts:then run `dvc pull'],
      },
    ],
  },
  {
    name: 'an empty dvc.yaml',
    args: ['lint'],
    async make() {
      const alice = await tinyProject()
      await alice.write('sub/dvc.yaml', '')
      await alice.commit('Empty')
      return alice
    },
    repairs: [
      {
        id: 'dvc-file-invalid',
        offers: ['dvc/project-file.ts:Add stages'],
        choose: /delete the file/,
        byHand: (clone) => rm(clone.path('sub/dvc.yaml')),
      },
    ],
  },
  {
    name: 'a dvc.lock that Git ignores',
    args: ['validate', '--pull', 'none', '--evaluate', 'none'],
    async make() {
      const alice = await tinyProject()
      await appendFile(alice.path('.gitignore'), 'dvc.lock\n*.log\n')
      await alice.commit('Ignore')
      return alice
    },
    repairs: [{ id: 'dvc-project-invalid', offers: ['lint/dvc-files.ts:{…} && git add -- {…} {…}'] }],
  },
]
