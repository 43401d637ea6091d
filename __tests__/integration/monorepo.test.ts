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
    const source = await clone.git('rev-parse', 'HEAD')
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
    expect(await last.git('rev-parse', 'HEAD')).toBe(await last.git('rev-parse', 'origin/main'))
  })
})
