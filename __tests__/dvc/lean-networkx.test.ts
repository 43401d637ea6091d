import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from '@jest/globals'
import { lab, requireParts } from '../../scripts/lab/paths.mjs'

const run = promisify(execFile)
const ask = async <Answer>(...args: string[]): Promise<Answer> => JSON.parse((await run(lab.pythonBin('dvc'), [join(lab.root, 'engine/tests/lean-networkx.py'), ...args], { maxBuffer: 1 << 26 })).stdout) as Answer

beforeAll(() => requireParts('dvc'))

test('what DVC uses is there, with a fraction of the modules', async () => {
  const [lean, whole] = await Promise.all([ask<{ used: unknown; modules: number }>('lean'), ask<{ modules: number }>('whole')])
  expect(lean.used).toEqual({ postorder: [3, 2, 1], below: [2, 3], above: [1, 2], parts: 1, all: [1, 2, 3, 4, 5], cycle: null })
  expect(lean.modules).toBeLessThan(whole.modules / 3)
})

test('a name that nobody loaded yet brings everything, and all is as it would have been', async () => {
  const [filled, whole] = await Promise.all([ask('filled'), ask('whole')])
  expect(filled).toEqual(whole)
})

test('every way to what was left out leads there, and what does not exist does not', async () => {
  const ways = [
    'import networkx.drawing.nx_pydot', 'from networkx.algorithms import bipartite', 'networkx.algorithms.dag.descendants', 'from networkx.generators.random_graphs import gnp_random_graph',
    'networkx.algorithms.isomorphism.is_isomorphic', 'assert not hasattr(networkx, "__wrapped__")',
  ]
  const answers = await ask<Record<string, string[]>>('ways', ...ways, 'networkx.nonsense', 'networkx.algorithms.nonsense')
  expect(answers).toEqual({
    ...Object.fromEntries(ways.map((way) => [way, []])),
    'networkx.nonsense': [expect.stringMatching(/^AttributeError: .*nonsense/)], 'networkx.algorithms.nonsense': [expect.stringMatching(/^AttributeError: .*nonsense/)],
  })
})
