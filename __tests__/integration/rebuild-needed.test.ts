import { rm } from 'node:fs/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { type Clone, cleanUp, tinyProject } from '../support/project.js'
import { verdicts } from '../support/rebuild.js'

afterAll(cleanUp)

/** a → b → c, and c also reads d. Each script writes the same output after a comment was added to it. */
const CHAIN = {
  'dvc.yaml': `stages:
  a:
    cmd: sh src/a.sh
    deps: [src/a.sh, data/raw.csv]
    outs: [a.txt]
  b:
    cmd: sh src/b.sh
    deps: [src/b.sh, a.txt]
    outs: [b.txt]
  d:
    cmd: sh src/d.sh
    deps: [src/d.sh, data/raw.csv]
    outs: [d.txt]
  c:
    cmd: sh src/c.sh
    deps: [src/c.sh, b.txt, d.txt]
    outs: [c.txt]
`,
  'src/a.sh': 'wc -l < data/raw.csv > a.txt\n',
  'src/b.sh': 'cat a.txt > b.txt; echo b >> b.txt\n',
  'src/d.sh': 'wc -c < data/raw.csv > d.txt\n',
  'src/c.sh': 'cat b.txt d.txt > c.txt\n',
}

async function edited(): Promise<Clone> {
  const alice = await tinyProject(CHAIN)
  await alice.write('src/a.sh', `# A comment\n${CHAIN['src/a.sh']}`)
  await alice.write('src/c.sh', `${CHAIN['src/c.sh']}echo new >> c.txt\n`)
  await alice.commit('Another c')
  return alice
}

describe('an output that turns out to be needed', () => {
  test('x', async () => {
    const alice = await edited()
    const { code, report, stdout } = await (await alice.clone()).run(['rebuild', '--force', 'none'])
    console.log(stdout)
    expect([code, verdicts(report)]).toEqual([0, { a: 'ran', b: 'unchanged', c: 'ran', d: 'unchanged' }])
    await rm('/nonexistent', { force: true })
  })
})
