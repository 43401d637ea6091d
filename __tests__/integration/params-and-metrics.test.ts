import { afterAll, expect, test } from '@jest/globals'
import { cleanUp, rules, tinyProject } from '../support/project.js'
import { verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

// The evaluation takes 1 second, and on a machine with .dvc/tmp/seconds other ones. `auc` is NaN and `notes.txt` is text in each run; `live/params.yaml` is written by a stage, as DVCLive does.
const FILES = {
  'dvc.yaml': `params: [live/params.yaml]
stages:
  train:
    cmd: sh src/train.sh
    deps: [src/train.sh, data/raw.csv]
    params: [train, settings.py: [Model.kind], extra.toml: [train.rate], extra.json: ]
    outs: [model.txt]
  evaluate:
    cmd: sh src/evaluate.sh
    deps: [src/evaluate.sh, model.txt]
    metrics:
      - metrics.json: {cache: false}
      - notes.txt: {cache: false}
`,
  'params.yaml': 'base: &base\n  depth: 3 # levels\ntrain:\n  <<: *base\n  rate: 0.5\nstart: "2024-01-01"\n',
  'settings.py': "class Model:\n    kind = 'tree'\n",
  'extra.toml': '[train]\nrate = 0.25\n',
  'extra.json': '{"seed": 1}\n',
  'src/train.sh': 'mkdir -p live\ncp params.yaml live/params.yaml\ncat params.yaml settings.py > model.txt\n',
  'src/evaluate.sh':
    'cat model.txt > /dev/null\nprintf \'{"accuracy": 0.9305555555555556, "auc": NaN, "seconds": %s}\' "$(cat .dvc/tmp/seconds 2>/dev/null || echo 1)" > metrics.json\necho all is well > notes.txt\n',
}

test('parameters of every format are compared and set, and results that no policy is about do not block', async () => {
  const alice = await tinyProject(FILES)
  // The base of a merge key, a class in Python, TOML and JSON.
  await alice.edit('params.yaml', 'depth: 3', 'depth: 4')
  await alice.edit('settings.py', 'tree', 'forest')
  await alice.edit('extra.toml', '0.25', '0.75')
  await alice.edit('extra.json', '1', '2')
  await alice.git('switch', '-q', '-c', 'change')
  await alice.write('.dvc/tmp/seconds', '2')
  await alice.dvc('repro', '-q')
  await alice.dvc('push', '-q')
  await alice.commit('Other parameters')
  const change = await alice.clone('change')
  const { code, report } = await change.here(['validate', '--baseline', 'branch:main'])
  expect(report.params).toEqual([
    { path: 'extra.json', name: 'seed', baseline: 1, value: 2 },
    { path: 'extra.toml', name: 'train.rate', baseline: 0.25, value: 0.75 },
    { path: 'live/params.yaml', name: 'base.depth', baseline: 3, value: 4 },
    { path: 'live/params.yaml', name: 'train.depth', baseline: 3, value: 4 },
    { path: 'params.yaml', name: 'train.depth', baseline: 3, value: 4 },
    { path: 'settings.py', name: 'Model.kind', baseline: 'tree', value: 'forest' },
  ])
  // The time is the only claim, and its repair is a tolerance. NaN and text are on both sides.
  expect(code).toBe(1)
  const claims = report.lint.filter(({ rule }) => rule === 'metric-claim')
  expect(claims).toMatchObject([
    { message: expect.stringMatching(/^seconds: claimed 2, measured 1 .*tolerance: 200%/) },
  ])
  const line = /`(metrics: .*)`/.exec(claims[0]?.message ?? '')?.[1]
  await change.write('dvc-ci.yaml', `${line ?? ''}\n`)
  const tolerant = await change.here(['validate', '--baseline', 'branch:main'])
  expect([tolerant.code, rules(tolerant.report)]).toEqual([0, []])

  // A build and a retraining end, and the results of a stage at the top level of dvc.yaml go with them.
  const bob = await alice.clone()
  const { code: built, report: build } = await bob.here(['retrain', '--params', 'train.depth=5,train.rate=1.0'])
  expect([built, build.message]).toEqual([0, expect.stringMatching(/^Official build: 2 stages ran/)])
  expect(verdicts(build)).toEqual({ train: 'ran', evaluate: 'ran' })
  expect(await bob.read('params.yaml')).toBe(
    'base: &base\n  depth: 3 # levels\ntrain:\n  <<: *base\n  depth: 5\n  rate: 1.0\nstart: "2024-01-01"\n',
  )
  expect(await bob.git('show', '--name-only', '--format=%b')).toBe(
    `Retrained with train.depth = 5 in place of 3, train.rate = 1.0 in place of 0.5.\n\n${await bob.git('log', '-1', '--format=%(trailers)')}\n\n\ndvc.lock\nlive/params.yaml\nparams.yaml`,
  )
  expect(await bob.read('live/params.yaml')).toBe(await bob.read('params.yaml'))
  expect(await bob.status()).toBe('')
  expect(build.lint).toEqual([])
})
