import { rm } from 'node:fs/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'

afterAll(cleanUp)

const pipeline = (name: string) => `stages:
  train:
    cmd: >-
      cat params.yaml > model.txt && echo '{"score": 0.${name === 'a' ? 8 : 7}}' > metrics.json
    params: [size]
    outs: [model.txt]
    metrics:
      - metrics.json: {cache: false}
`

/** Two dvc.yaml whose stage and outputs have the same names, and a rule that a drop of the score breaks. */
function sameNames(one: string, other: string): Record<string, string> {
  const folders: [string, string][] = [
    [one, '0.9'],
    [other, '0.5'],
  ]
  return Object.fromEntries(
    folders.flatMap(([folder, score]) => [
      [
        `${folder}/dvc.yaml`,
        `stages:
  train:
    cmd: >-
      cp score.txt model.txt && printf '{"score": %s}' "$(cat score.txt)" > metrics.json
    deps: [score.txt]
    outs: [model.txt]
    metrics: [metrics.json]
`,
      ],
      [`${folder}/score.txt`, `${score}\n`],
      [`${folder}/dvc-ci.yaml`, 'metrics:\n  policies:\n    score: { max_drop: 0.01 }\n'],
    ]),
  )
}

/** Two projects with a pipeline each below one DVC root; both have a change that nobody reproduced. */
async function monorepo(): Promise<Clone> {
  const alice = await tinyProject({
    'dvc.yaml': null,
    'params.yaml': null,
    'src/prepare.sh': null,
    'src/train.sh': null,
    'src/evaluate.sh': null,
    'models/a/dvc.yaml': pipeline('a'),
    'models/a/params.yaml': 'size: 1\n',
    'models/b/dvc.yaml': pipeline('b'),
    'models/b/params.yaml': 'size: 1\n',
  })
  await alice.dvc('repro', '-q', '-P')
  await alice.dvc('push', '-q')
  await alice.commit('Two projects')
  await alice.write('models/a/params.yaml', 'size: 2\n')
  await alice.write('models/b/params.yaml', 'size: 2\n')
  await alice.commit('Larger')
  return alice
}

describe('several projects in one repository', () => {
  test('each project of a repository has its own official builds, and no build starts another', async () => {
    const alice = await monorepo()
    const clone = await alice.clone()
    const source = await clone.head()
    const a = await clone.here(['rebuild', '-C', 'models/a'])
    expect(a.report).toMatchObject({ conclusion: 'success', commit: { branch: 'main' } })
    expect(a.report.stages.map(({ name, verdict }) => [name, verdict])).toEqual([['train', 'ran']])
    // The second job of a workflow works on the commit that started it, not on the first one's build.
    const second = await alice.clone()
    await second.git('checkout', '-q', '-B', 'main', source)
    const b = await second.here(['rebuild', '-C', 'models/b'])
    expect(b.report).toMatchObject({ conclusion: 'success', commit: { branch: 'main', attempts: 1 } })
    expect(b.report.stages.map(({ verdict }) => verdict)).toEqual(['ran'])
    const log = await (await alice.clone()).git(
      'log',
      '--format=%(trailers:key=Dvc-Ci-Source,valueonly,separator=) %(trailers:key=Dvc-Ci-Directory,valueonly,separator=)',
      '-2',
    )
    expect(log.split('\n')).toEqual([`${source} models/b`, `${source} models/a`])
    const last = await alice.clone()
    for (const directory of ['models/a', 'models/b']) {
      const again = await last.here(['rebuild', '-C', directory])
      expect(again.report).toMatchObject({ conclusion: 'success' })
      expect(again.report.message).toContain('there is nothing to do')
    }
    expect(await last.head()).toBe(await last.git('rev-parse', 'origin/main'))
  })

  test.each([
    ['of one DVC root', ['.', 'sub']],
    ['of two DVC roots', ['a', 'b']],
    ['of a DVC root and one below it', ['.', 'sub', 'root']],
  ])('stages with the same name in two dvc.yaml are each compared with their own baseline: %s', async (_, kind) => {
    const [one = '', other = '', root] = kind
    const alice = await tinyProject({
      'dvc.yaml': null,
      'params.yaml': null,
      'dvc-ci.yaml': null,
      ...sameNames(one, other),
    })
    if (root !== undefined || one !== '.')
      for (const folder of one === '.' ? [other] : [one, other])
        await alice.write(`${folder}/.dvc/config`, await alice.read('.dvc/config'))
    if (one !== '.') await alice.git('rm', '-rq', '.dvc', 'data')
    await alice.commit('DVC roots')
    const reproduce = async (folder: string): Promise<void> => {
      await alice.dvc('--cd', folder, 'repro', '-q')
      await alice.dvc('--cd', folder, 'push', '-q')
    }
    await reproduce(one)
    await reproduce(other)
    await alice.commit('Two projects')
    await alice.git('switch', '-q', '-c', 'change')
    await alice.write(`${one}/score.txt`, '0.6\n')
    await reproduce(one)
    await alice.commit('Drop')
    const change = await alice.clone('change')
    const dropped = await change.here(['validate', '-C', one, '--baseline', 'branch:main'])
    expect(dropped.report.metrics).toEqual([
      expect.objectContaining({ path: 'metrics.json', name: 'score', baseline: 0.9, value: 0.6 }),
      ...(one === '.' && root === undefined
        ? [expect.objectContaining({ path: 'sub/metrics.json', name: 'score', baseline: 0.5, value: 0.5 })]
        : []),
    ])
    const text = { read: 1, lines: 1, words: 1 }
    expect(dropped.report.data).toEqual([
      { path: 'metrics.json', change: 'modified', size: 14, baseline_size: 14, stage: 'train' },
      {
        ...{ path: 'model.txt', change: 'modified', size: 4, baseline_size: 4, stage: 'train' },
        texts: { files: 1, baseline_files: 1, now: text, before: text },
      },
    ])
    expect(dropped).toMatchObject({ code: 1, report: { conclusion: 'failure' } })
    const same = await change.here(['validate', '-C', other, '--baseline', 'branch:main'])
    expect(same).toMatchObject({ code: 0, report: { data: [], metrics: [{ baseline: 0.5, value: 0.5 }] } })
  })

  test('data that a stage of another folder writes into this one is no change of this one', async () => {
    const alice = await tinyProject({
      'dvc.yaml': 'stages:\n  prepare:\n    cmd: echo 1 > sub/raw.txt\n    outs: [sub/raw.txt]\n',
      'params.yaml': null,
      'sub/dvc.yaml': 'stages:\n  train:\n    cmd: cp raw.txt model.txt\n    deps: [raw.txt]\n    outs: [model.txt]\n',
    })
    const { report } = await (await alice.clone()).here(['validate', '-C', 'sub', '--baseline', 'branch:main'])
    expect(report.data).toEqual([])

    // Remedies start where the shell stands, in the table of objects too; and the rebuild's stages are told now.
    const raw = /md5: (\w+)/.exec(await alice.read('data/raw.csv.dvc'))?.[1] ?? ''
    await rm(`${alice.storage}/files/md5/${raw.slice(0, 2)}/${raw.slice(2)}`, { force: true })
    const lock = /model\.txt\s+hash: md5\s+md5: (\w+)/.exec(await alice.read('sub/dvc.lock'))?.[1] ?? ''
    await rm(`${alice.storage}/files/md5/${lock.slice(0, 2)}/${lock.slice(2)}`)
    const lost = await (await alice.clone()).here(['validate', '-C', 'sub', '--baseline', 'branch:main'])
    expect(lost.report.remote.missing.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('Run `dvc --cd sub push` where it was made.'),
    )
    const mistyped = await alice.clone()
    await mistyped.write('sub/dvc-ci.yaml', 'rebuild: { force: [trian] }\n')
    const told = await mistyped.here(['validate', '-C', 'sub', '--baseline', 'branch:main'])
    expect(told).toMatchObject({ code: 2, report: { error: { id: 'stage-unknown', key: 'rebuild.force' } } })
  })
})
