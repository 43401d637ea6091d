import type { Recording } from './record.js'
import { build, recordBuild, recordValidation } from './record.js'
import type { Pull, World } from './world.js'

/** Parameters of the official builds before the scenarios: the model gets better. */
const HISTORY: readonly [from: RegExp, to: string, message: string][] = [
  [/max_depth: 8/, 'max_depth: 16', 'Grow deeper trees'],
  [/n_estimators: 40/, 'n_estimators: 60', 'Grow 60 trees'],
  [/n_estimators: 60/, 'n_estimators: 80', 'Grow 80 trees'],
  [/n_estimators: 80/, 'n_estimators: 100', 'Grow 100 trees'],
]

type Told = (id: string, recording: Recording) => Promise<void>

/**
 * Lives through the scenarios, in the order in which a team meets them.
 * @param only the scenarios that are recorded; undefined: all
 * @param told is given each recording
 */
export async function tellStories(world: World, only: readonly string[] | undefined, told: Told): Promise<void> {
  const isWanted = (id: string) => only === undefined || only.includes(id)
  if (isWanted('first-build'))
    await told('first-build', await recordBuild(world, await pushed(world), { argv: ['rebuild'] }))
  else await build(world, await pushed(world))
  for (const [from, to, message] of HISTORY) {
    await world.toMain()
    await world.alice.edit('params.yaml', from, to)
    await world.commit(message)
    await build(world, await pushed(world))
  }
  const better = await validations(world, isWanted, told)
  if (better === undefined) return
  // A change of main that dvc.lock does not have, so that the build has something to commit.
  await world.toMain()
  await world.alice.edit('params.yaml', 'C: 0.5', 'C: 0.6')
  await world.commit('Regularize less')
  await world.merge(better)
  await told('rebuild', await recordBuild(world, await pushed(world), { argv: ['rebuild'], pull: better }))
  const back = await previousBuild(world)
  await told(
    'rollback',
    await recordBuild(
      world,
      { name: 'workflow_dispatch', payload: { inputs: {} } },
      {
        inputs: { mode: 'rollback', to: back, reason: 'Too many sevens are read as ones' },
        argv: ['rollback', '--to', back, '--reason', 'Too many sevens are read as ones'],
      },
    ),
  )
}

/** @returns the pull request that is merged later */
async function validations(world: World, isWanted: (id: string) => boolean, told: Told): Promise<Pull | undefined> {
  const { alice } = world
  const trees = (number: number) => alice.edit('params.yaml', 'n_estimators: 100', `n_estimators: ${number}`)
  const reproduce = () => world.dvc('repro', '-q')
  const push = () => world.dvc('push', '-q')
  const validated = async (
    id: string,
    branch: string,
    title: string,
    change: () => Promise<void>,
    needed = false,
  ): Promise<Pull | undefined> => {
    if (!isWanted(id) && !needed) return undefined
    await world.toMain()
    await alice.git('switch', '-q', '-c', branch)
    await change()
    await world.commit(title)
    const pull = await world.propose(branch, title)
    if (isWanted(id)) await told(id, await recordValidation(world, pull))
    await world.close(pull)
    return pull
  }

  await validated('passed', 'test-few-labels', 'Test the measures on ten digits', () =>
    alice.edit(
      'tests/unit/test_evaluate.py',
      /\n$/,
      '\n\n\ndef test_a_perfect_model_of_ten_digits() -> None:\n    metrics = measure(LABELS[:10], probabilities_for(LABELS[:10], 0.9))\n    assert metrics["accuracy"] == 1.0\n',
    ),
  )
  const merged = isWanted('rebuild') || isWanted('rollback')
  const better = await validated(
    'better',
    'more-trees',
    'Grow 120 trees',
    async () => {
      await trees(120)
      await reproduce()
      await push()
    },
    merged,
  )
  await validated('gate-closed', 'train-faster', 'Train faster', async () => {
    await trees(4)
    await alice.edit('params.yaml', 'C: 0.5', 'C: 0.1')
    await reproduce()
    await push()
  })
  await validated('changed-data', 'new-export', 'Train on the export of September', async () => {
    await alice.write('data/digits.csv', newExport(await alice.read('data/digits.csv')))
    await world.dvc('add', '-q', 'data/digits.csv')
    await alice.edit('dvc-ci.yaml', '  policies:\n', '  policies:\n    data/digits.csv:rows: { max_drop: 5% }\n')
    await reproduce()
    await push()
  })
  await validated('stale', 'more-trees-again', 'Grow 120 trees', () => trees(120))
  await validated('not-pushed', 'many-trees', 'Grow 160 trees', async () => {
    await trees(160)
    await reproduce()
  })
  await validated('claim', 'better-numbers', 'Report better numbers', async () => {
    await alice.edit('metrics.json', /"accuracy": [\d.]+/, '"accuracy": 0.9989')
    await world.dvc('commit', '-q', '-f', 'evaluate')
    await push()
  })
  await validated('conflict', 'merge-main', 'Grow 140 trees', () => conflict(world))
  return merged ? better : undefined
}

/** The digits without every tenth one, and with darker scans of fifty others. */
function newExport(csv: string): string {
  const [header = '', ...rows] = csv.trimEnd().split('\n')
  const darker = (row: string) => {
    const [label = '', ...pixels] = row.split(',')
    return [label, ...pixels.map((pixel) => Math.min(16, Number(pixel) + 1))].join(',')
  }
  const kept = rows.filter((_, index) => index % 10 > 0)
  return `${[header, ...kept, ...kept.slice(0, 50).map(darker)].join('\n')}\n`
}

/** Merges another change of main by hand, and commits the markers that Git leaves in dvc.lock. */
async function conflict(world: World): Promise<void> {
  const { alice } = world
  await alice.edit('params.yaml', 'n_estimators: 100', 'n_estimators: 140')
  await world.dvc('repro', '-q')
  await world.dvc('push', '-q')
  await world.commit('Grow 140 trees')
  const mine = await alice.head()
  await alice.git('switch', '-q', '--detach', 'HEAD~1')
  await world.dvc('checkout', '-q')
  await alice.edit('params.yaml', 'max_depth: 16', 'max_depth: 20')
  await world.dvc('repro', '-q')
  await world.dvc('push', '-q')
  await alice.git('commit', '-q', '-a', '-m', 'Grow deeper trees')
  const theirs = await alice.head()
  await alice.git('switch', '-q', 'merge-main')
  await world.dvc('checkout', '-q')
  await alice.git('merge', '-q', '--no-commit', theirs).catch(() => undefined)
  // The author resolves what is easy, and takes the rest as Git left it.
  await alice.git('checkout', '-q', mine, '--', 'metrics.json', 'selection.json', 'evaluation')
}

/** The event of the newest push to main. */
async function pushed(world: World): Promise<{ name: 'push'; payload: object }> {
  const clone = await world.machine('github', 'main')
  const [after = '', before = '0'.repeat(40)] = (
    await clone.git('rev-list', '--first-parent', '--max-count=2', 'HEAD')
  ).split('\n')
  return { name: 'push', payload: { ref: 'refs/heads/main', before, after, head_commit: { id: after } } }
}

/** The commit of the official build before the newest one. */
async function previousBuild(world: World): Promise<string> {
  const clone = await world.machine('github', 'main')
  const builds = await clone.git('log', '--first-parent', '--format=%H', '--grep=^Dvc-Ci-Source:', 'HEAD')
  return builds.split('\n')[1] ?? ''
}
